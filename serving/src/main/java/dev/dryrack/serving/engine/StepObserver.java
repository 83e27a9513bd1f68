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
}
