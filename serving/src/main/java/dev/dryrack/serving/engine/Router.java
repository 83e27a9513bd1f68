package dev.dryrack.serving.engine;

/** Chooses where a request goes. A router belongs to one run; it may keep state. */
public interface Router {

  /**
   * The target of a new request, from 0 to {@code view.targets() - 1}.
   *
   * @param promptTokens its prompt length
   */
  int choose(RouterView view, int promptTokens);
}
