package dev.dryrack.serving.metrics;

import java.util.Arrays;

/**
 * Counts what prefix caches hit, over all ranks: of requests when they are first admitted, and
 * apart from that of those that are admitted again after a preemption.
 *
 * <p>Allocates nothing.
 */
public final class PrefixCacheStatistics {

  /** Most tiers below the GPUs. */
  public static final int MOST_TIERS = 8;

  private long promptTokens;
  private long hitTokens;
  private long idealHitTokens;
  private long resumedHitTokens;

  /** Host memory, then the tiers below. */
  private final long[] tierHitTokens = new long[MOST_TIERS];

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

  /**
   * So many of the tokens found by a request that is first admitted were in a tier below the GPUs.
   */
  public void foundInTier(int tier, long tokens) {
    tierHitTokens[tier] += tokens;
  }

  /** Tokens found in a tier below the GPUs, 0 being host memory. */
  public long tierHitTokens(int tier) {
    return tierHitTokens[tier];
  }

  /** Forgets everything before: the end of a warm-up. */
  public void startWindow() {
    promptTokens = 0;
    hitTokens = 0;
    idealHitTokens = 0;
    resumedHitTokens = 0;
    Arrays.fill(tierHitTokens, 0);
  }

  /** The counts so far. */
  public PrefixCacheResult result() {
    return new PrefixCacheResult(promptTokens, hitTokens, idealHitTokens, resumedHitTokens);
  }
}
