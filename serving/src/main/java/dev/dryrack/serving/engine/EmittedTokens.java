package dev.dryrack.serving.engine;

import dev.dryrack.serving.metrics.RunCollector;
import java.util.Arrays;

/**
 * Passes the tokens of a step on to the metrics: at once, or, where the next step is formed while
 * the step runs, when it has really ended, so that a run that ends before has not seen them.
 *
 * <p>O(1) per gap; allocates nothing once grown.
 */
final class EmittedTokens {

  private final RunCollector collector;
  private final boolean held;
  private long[] gapPicos = new long[16];
  private int[] requests = new int[16];
  private int gaps;
  private int firsts;

  /**
   * @param held whether tokens are passed on by {@link #release} only
   */
  EmittedTokens(RunCollector collector, boolean held) {
    this.collector = collector;
    this.held = held;
  }

  boolean isHeld() {
    return held;
  }

  /** A request emits its first token. */
  void first() {
    if (held) {
      firsts++;
    } else {
      collector.firstToken();
    }
  }

  /** So many requests emit a token so long after the one before. */
  void after(long gap, int count) {
    if (!held) {
      collector.tokensAfter(gap, count);
      return;
    }
    if (gaps == gapPicos.length) {
      gapPicos = Arrays.copyOf(gapPicos, 2 * gaps);
      requests = Arrays.copyOf(requests, 2 * gaps);
    }
    gapPicos[gaps] = gap;
    requests[gaps++] = count;
  }

  /** So many requests had drafts verified and emitted so many tokens in all, at once. */
  void verified(int count, int emitted) {
    collector.verified(count, emitted);
  }

  /** The step has ended. */
  void release() {
    for (int i = 0; i < gaps; i++) {
      collector.tokensAfter(gapPicos[i], requests[i]);
    }
    for (; firsts > 0; firsts--) {
      collector.firstToken();
    }
    gaps = 0;
  }
}
