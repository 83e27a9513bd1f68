package dev.dryrack.serving.engine;

/**
 * Is told once of each request: when it ends, or at the end of the run if it has not. Costs nothing
 * where there is none.
 */
public interface RequestRecorder {

  /** A request has emitted its last token. The view is valid during the call. */
  void finished(RequestView request);

  /**
   * A request waits or runs when the run ends. Called by replica and rank, those that run first, in
   * order of admission. The view is valid during the call.
   */
  default void unfinished(RequestView request) {}

  /** A request was refused, on arrival or while it waited. */
  void rejected(
      long request, int promptTokens, int outputTokens, long arrivalPicos, Rejection reason);
}
