package dev.dryrack.serving.validation;

import dev.dryrack.serving.cost.StepPrice;

/**
 * Step prices of one rank of many that all do the same in each step.
 *
 * <p>TensorRT-LLM holds prompts back until every attention rank has some to compute
 * (attention_dp_config: enable_balance, batching_wait_iters, timeout_iters in its PyTorch
 * executor), since a step takes the longest rank's time whether one rank has a prompt or all. Where
 * it succeeds, one rank stands for all of them.
 */
final class BalancedRanksPrice implements StepPrice {

  private final StepPrice price;
  private final int ranks;

  BalancedRanksPrice(StepPrice price, int ranks) {
    this.price = price;
    this.ranks = ranks;
  }

  @Override
  public long tokenPicos(int maxRankTokens, long totalTokens) {
    return price.tokenPicos(maxRankTokens, totalTokens * ranks);
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
