package dev.dryrack.serving.router;

import dev.dryrack.serving.cache.BlockChain;
import org.jspecify.annotations.Nullable;

/** What a router may know of a request, in one object that is filled again for each. */
public final class RoutedRequest {

  /** No session. */
  public static final int NO_SESSION = -1;

  private int promptTokens;
  private int session = NO_SESSION;
  private @Nullable BlockChain chain;

  /**
   * Fills it.
   *
   * @param prompt its prompt length in tokens
   * @param sessionNumber dense number of its session, or {@link #NO_SESSION}
   * @param blocks the KV blocks of its prompt; null where nobody keeps any
   */
  public RoutedRequest of(int prompt, int sessionNumber, @Nullable BlockChain blocks) {
    promptTokens = prompt;
    session = sessionNumber;
    chain = blocks;
    return this;
  }

  /** Prompt length. */
  public int promptTokens() {
    return promptTokens;
  }

  /** Dense number of its session, or {@link #NO_SESSION}. */
  public int session() {
    return session;
  }

  /** The KV blocks of its prompt by their keys; null where nobody keeps any. */
  public @Nullable BlockChain chain() {
    return chain;
  }
}
