package dev.dryrack.serving.router;

/**
 * Chooses where a request goes, by what it was told before. A router belongs to one run and keeps
 * state; targets are numbered from 0.
 *
 * <p>O(log targets) per call or better, whatever the kind; allocates only when its arrays grow.
 */
public interface Router {

  /** The target of a new request. May be asked long before the request is sent. */
  int choose(RoutedRequest request);

  /** A request was sent to a target. */
  void sent(int target, RoutedRequest request);

  /**
   * A request has left its target, served or not.
   *
   * @param promptTokens its prompt length
   */
  void left(int target, int promptTokens);
}
