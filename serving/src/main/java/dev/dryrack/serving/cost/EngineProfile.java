package dev.dryrack.serving.cost;

/**
 * An inference engine in a range of versions, as far as it matters for time.
 *
 * @param id such as {@code vllm-0.15}
 * @param engine such as {@code vllm}
 * @param fromVersion first version it is for
 * @param since ISO date from which builds without a version number are taken for it
 * @param standard whether it stands for the engine where no version is named
 * @param overhead what it adds to the time of a step
 * @param firstTokenStretch time that prompts take, beyond the step and a half of a short one, as
 *     the client sees it over the engine's (a named residual; 1 for none)
 * @param firstTokenSteps steps between the one that computes a first token and the client's seeing
 *     it
 * @param closedLoopSteps steps more where clients send as soon as they have their answer: the step
 *     that begins then is formed already
 * @param frontendSeconds time per request outside of the steps: HTTP, tokenisation, detokenisation
 * @param streamInterval tokens that are handed to the client at once, the first ones included
 * @param stepTokens usual max-num-batched-tokens
 * @param balancesRanks whether it holds prompts back until all attention ranks have some
 */
public record EngineProfile(
    String id,
    String engine,
    String fromVersion,
    String since,
    boolean standard,
    EngineOverhead overhead,
    double firstTokenStretch,
    double firstTokenSteps,
    double closedLoopSteps,
    double frontendSeconds,
    int streamInterval,
    int stepTokens,
    boolean balancesRanks) {

  /** The same with other overheads of a step. */
  public EngineProfile with(EngineOverhead other) {
    return new EngineProfile(
        id,
        engine,
        fromVersion,
        since,
        standard,
        other,
        firstTokenStretch,
        firstTokenSteps,
        closedLoopSteps,
        frontendSeconds,
        streamInterval,
        stepTokens,
        balancesRanks);
  }

  /** The same with another way from the engine's first token to the client's. */
  public EngineProfile withClient(
      double stretch, double steps, double loopSteps, double frontend, int interval) {
    return new EngineProfile(
        id,
        engine,
        fromVersion,
        since,
        standard,
        overhead,
        stretch,
        steps,
        loopSteps,
        frontend,
        interval,
        stepTokens,
        balancesRanks);
  }
}
