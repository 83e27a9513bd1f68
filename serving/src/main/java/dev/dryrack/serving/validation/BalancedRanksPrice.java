package dev.dryrack.serving.validation;

import dev.dryrack.serving.cost.ForwardingPrice;
import dev.dryrack.serving.cost.StepPrice;

/**
 * Step prices of one rank of many that all do the same in each step.
 *
 * <p>TensorRT-LLM holds prompts back until every attention rank has some to compute
 * (attention_dp_config: enable_balance, batching_wait_iters, timeout_iters in its PyTorch
 * executor), since a step takes the longest rank's time whether one rank has a prompt or all. Where
 * it succeeds, one rank stands for all of them.
 */
final class BalancedRanksPrice extends ForwardingPrice {

  private final int ranks;

  BalancedRanksPrice(StepPrice price, int ranks) {
    super(price);
    this.ranks = ranks;
  }

  @Override
  public long tokenPicos(int maxRankTokens, long totalTokens) {
    return super.tokenPicos(maxRankTokens, totalTokens * ranks);
  }
}
