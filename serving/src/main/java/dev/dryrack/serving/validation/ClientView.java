package dev.dryrack.serving.validation;

import dev.dryrack.serving.cost.EngineProfile;

/**
 * From the times of the engine to those that its client sees.
 *
 * <p>The first token comes later by what prompts cost beside their steps, by the steps between
 * scheduling and hand-over, by the frontend, and, where tokens are handed over several at a time,
 * by the steps of the others of its lot; those do not count for the time per token after it.
 *
 * @param profile of the engine
 * @param meanOutput mean tokens of an output
 * @param closedLoop whether clients send as soon as they have their answer
 */
record ClientView(EngineProfile profile, double meanOutput, boolean closedLoop) {

  /** Half a step of waiting and a step of its own: what a prompt of few tokens takes. */
  private static final double STEPS_ALONE = 1.5;

  /** Rests on data: four in five of 1,601 times to the first token came within 45 %. */
  private static final double FIRST_TOKEN_BAND = 0.42;

  /** Half-width of the band around a time to the first token. */
  static double firstTokenBand(double stepBand) {
    return Math.sqrt(stepBand * stepBand + FIRST_TOKEN_BAND * FIRST_TOKEN_BAND);
  }

  double ttftSeconds(double engineTtft, double tpot) {
    double held = (Math.min(profile.streamInterval(), meanOutput) - 1) * tpot;
    return engineTtft + addedSeconds(engineTtft, tpot) + held;
  }

  /** By how much all that the client sees comes later. */
  double addedSeconds(double engineTtft, double tpot) {
    double ofPrompts = Math.max(0, engineTtft - STEPS_ALONE * tpot);
    return ofPrompts * (profile.firstTokenStretch() - 1)
        + profile.firstTokenSteps() * tpot
        + (closedLoop ? profile.closedLoopSteps() * tpot : 0)
        + profile.frontendSeconds();
  }

  double tpotSeconds(double tpot) {
    double gaps = Math.max(1, meanOutput - 1);
    return tpot * Math.max(0, gaps - (profile.streamInterval() - 1)) / gaps;
  }
}
