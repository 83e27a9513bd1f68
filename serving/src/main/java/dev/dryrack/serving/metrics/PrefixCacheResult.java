package dev.dryrack.serving.metrics;

/**
 * What prefix caches saved in the measured window, over all replicas and ranks.
 *
 * @param promptTokens prompts of requests admitted for the first time
 * @param hitTokens of those, tokens that were in the cache and not computed
 * @param idealHitTokens of those, tokens that an unlimited cache shared by all ranks would have
 *     had, with every prompt in it as soon as it is sent
 * @param resumedHitTokens tokens that requests admitted again after a preemption found
 */
public record PrefixCacheResult(
    long promptTokens, long hitTokens, long idealHitTokens, long resumedHitTokens) {

  /** Share of prompt tokens found; NaN without prompts. */
  public double hitFraction() {
    return (double) hitTokens / promptTokens;
  }

  /** Share of prompt tokens that the ideal cache would have had; NaN without prompts. */
  public double idealHitFraction() {
    return (double) idealHitTokens / promptTokens;
  }
}
