package dev.dryrack.serving.engine;

/**
 * Sees every step as it ends, in the terms of {@link dev.dryrack.serving.cost.StepPrice}: enough to
 * account for all of its time. Costs nothing where there is none.
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

  /**
   * A step ends.
   *
   * @param replica whose step
   * @param endPicos when it ends
   * @param stepPicos how long it took
   * @param maxRankTokens tokens of the rank that has most
   * @param totalTokens tokens of all ranks
   * @param decodingSequences sequences that decode on the slowest rank
   * @param decodingContextTokens the sum of their contexts, this step's tokens included
   * @param emittingSequences sequences of the slowest rank that emit a token
   */
  void onStep(
      int replica,
      long endPicos,
      long stepPicos,
      int maxRankTokens,
      long totalTokens,
      int decodingSequences,
      long decodingContextTokens,
      int emittingSequences);
}
