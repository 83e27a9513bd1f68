package dev.dryrack.serving.engine;

/** Receives one call per request that ends, in order of its end; primitives only. */
public interface RequestRecorder {

  /**
   * A request has emitted its last token.
   *
   * @param request its number in order of arrival, from 0
   * @param replica where it ran
   * @param rank the attention rank of the replica
   * @param promptTokens prompt length
   * @param outputTokens output length
   * @param preemptions how often it was preempted
   * @param arrivalPicos when it arrived at the client
   * @param sentPicos when it was sent to the replica
   * @param scheduledPicos when it first got a place in a step
   * @param firstTokenPicos when its first token came
   * @param finishPicos when its last token came
   */
  void finished(
      long request,
      int replica,
      int rank,
      int promptTokens,
      int outputTokens,
      int preemptions,
      long arrivalPicos,
      long sentPicos,
      long scheduledPicos,
      long firstTokenPicos,
      long finishPicos);

  /** A request was refused on arrival. */
  void rejected(
      long request, int promptTokens, int outputTokens, long arrivalPicos, Rejection reason);
}
