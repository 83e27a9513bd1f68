package dev.dryrack.serving.metrics;

/**
 * Counts what prefix caches hit, over all ranks: of requests when they are first admitted, and
 * apart from that of those that are admitted again after a preemption.
 *
 * <p>Allocates nothing.
 */
public final class PrefixCacheStatistics {

  private long promptTokens;
  private long hitTokens;
  private long idealHitTokens;
  private long resumedHitTokens;

  /**
   * A request is admitted.
   *
   * @param prompt its prompt length
   * @param hit tokens found in the cache
   * @param ideal tokens of its prompt that an unlimited shared cache would have had
   * @param again whether it was preempted before
   */
  public void admitted(long prompt, long hit, long ideal, boolean again) {
    if (again) {
      resumedHitTokens += hit;
      return;
    }
    promptTokens += prompt;
    hitTokens += hit;
    idealHitTokens += ideal;
  }

  /** Forgets everything before: the end of a warm-up. */
  public void startWindow() {
    promptTokens = 0;
    hitTokens = 0;
    idealHitTokens = 0;
    resumedHitTokens = 0;
  }

  /** The counts so far. */
  public PrefixCacheResult result() {
    return new PrefixCacheResult(promptTokens, hitTokens, idealHitTokens, resumedHitTokens);
  }
}
