package dev.dryrack.serving.engine;

import dev.dryrack.serving.cost.StepPrice;

/**
 * A price with drafts that cost something, in no linear way.
 *
 * @param price of all else
 * @param tick of its times
 */
record DraftPrice(StepPrice price, long tick) implements StepPrice {

  @Override
  public long draftPicos(int maxRankSequences, long totalSequences) {
    return tick * (3L * maxRankSequences + totalSequences * totalSequences % 7);
  }

  @Override
  public long tokenPicos(int maxRankTokens, long totalTokens) {
    return price.tokenPicos(maxRankTokens, totalTokens);
  }

  @Override
  public long decodePicos(int sequences, long contextTokens) {
    return price.decodePicos(sequences, contextTokens);
  }

  @Override
  public long decodeSlopePicos(int sequences, long contextTokens) {
    return price.decodeSlopePicos(sequences, contextTokens);
  }

  @Override
  public long decodeBendTokens(int sequences, long contextTokens) {
    return price.decodeBendTokens(sequences, contextTokens);
  }

  @Override
  public long prefillPicos(int chunkTokens, long contextTokens) {
    return price.prefillPicos(chunkTokens, contextTokens);
  }

  @Override
  public long samplePicos(int sequences) {
    return price.samplePicos(sequences);
  }
}
