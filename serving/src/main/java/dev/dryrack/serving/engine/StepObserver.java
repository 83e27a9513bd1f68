package dev.dryrack.serving.engine;

/**
 * Sees every step as it ends, before its effects, in the terms of {@link
 * dev.dryrack.serving.cost.StepPrice}: enough to account for all of its time. Costs nothing where
 * there is none, and changes nothing where there is one.
 */
public interface StepObserver {

  /**
   * One chunk of the rank that is slowest in the step that ends; called for each, before {@link
   * #onStep}.
   *
   * @param chunkTokens tokens computed in the step
   * @param contextTokens tokens of the same sequence computed before
   */
  void onPrefillChunk(int chunkTokens, long contextTokens);

  /** A step ends. The view is valid during the call. */
  void onStep(StepView step);

  /**
   * A step ends in which the same requests of the only rank decode as in the step before. Called
   * for each where {@link #wantsEveryStep} says so.
   */
  default void onDecodeStep(StepView step) {
    onStep(step);
  }

  /**
   * Several such steps have ended. Called always, behind {@link #onDecodeStep} for each of them:
   * for sums.
   *
   * @param sequences that decode
   * @param steps how many steps
   * @param decodePicos the sum of their decode attention
   */
  default void onDecodeSteps(int sequences, int steps, long decodePicos) {}

  /** Whether sums of steps that are alike do not suffice. */
  default boolean wantsEveryStep() {
    return true;
  }

  /** Who is told of the steps of replicas that only decode, if that is somebody else. */
  default StepObserver ofDecodePool() {
    return this;
  }
}
