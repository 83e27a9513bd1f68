package dev.dryrack.serving.engine;

import dev.dryrack.serving.cost.StepPrice;

/**
 * A price that is linear in everything.
 *
 * @param stepPicos of every step
 * @param tokenPicos of a token on the rank that has most
 * @param sequencePicos of a decoding sequence
 * @param contextPicos of a token of context of a decoding sequence
 * @param chunkPicos of a prefill chunk's token
 */
record LinearPrice(
    long stepPicos, long tokenPicos, long sequencePicos, long contextPicos, long chunkPicos)
    implements StepPrice {

  @Override
  public long tokenPicos(int maxRankTokens, long totalTokens) {
    return stepPicos + tokenPicos * maxRankTokens;
  }

  @Override
  public long decodePicos(int sequences, long contextTokens) {
    return sequencePicos * sequences + contextPicos * contextTokens;
  }

  @Override
  public long prefillPicos(int chunkTokens, long contextTokens) {
    return chunkPicos * chunkTokens;
  }

  @Override
  public long samplePicos(int sequences) {
    return 0;
  }

  @Override
  public long decodeSlopePicos(int sequences, long contextTokens) {
    return contextPicos;
  }

  @Override
  public long decodeBendTokens(int sequences, long contextTokens) {
    return Long.MAX_VALUE;
  }
}
