package dev.dryrack.serving.validation;

import dev.dryrack.serving.cost.StepPrice;

/**
 * Step prices of requests whose prompts begin with tokens that the prefix cache holds already: the
 * engine computes only the rest, and attention reads all of it.
 */
final class CachedPrefixPrice implements StepPrice {

  private final StepPrice price;
  private final int cachedTokens;

  /**
   * @param price of requests without
   * @param cachedTokens tokens of each request that are not computed but are read
   */
  CachedPrefixPrice(StepPrice price, int cachedTokens) {
    this.price = price;
    this.cachedTokens = cachedTokens;
  }

  @Override
  public long tokenPicos(int maxRankTokens, long totalTokens) {
    return price.tokenPicos(maxRankTokens, totalTokens);
  }

  @Override
  public long decodePicos(int sequences, long contextTokens) {
    return price.decodePicos(sequences, contextTokens + (long) sequences * cachedTokens);
  }

  @Override
  public long prefillPicos(int chunkTokens, long contextTokens) {
    return price.prefillPicos(chunkTokens, contextTokens + cachedTokens);
  }

  @Override
  public long samplePicos(int sequences) {
    return price.samplePicos(sequences);
  }
}
