package dev.dryrack.serving.cost;

import dev.dryrack.serving.model.DenseFeedForward;

/** A dense feed-forward network, split over tensor parallelism. */
final class DenseCost implements FeedForwardCost {

  private final DenseFeedForward ffn;
  private final RankCost rank;

  DenseCost(DenseFeedForward ffn, RankCost rank) {
    this.ffn = ffn;
    this.rank = rank;
  }

  @Override
  public void addRankTokens(double tokens, OperationTimes into) {
    addMatrices(rank, tokens, ffn.width(), ffn.matrices(), into);
    into.add(Operation.ALL_REDUCE, rank.tensorAllReduce(tokens));
  }

  @Override
  public void addTotalTokens(double tokens, OperationTimes into) {}

  /** The two or three multiplications of a dense network or shared expert, and its activation. */
  static void addMatrices(
      RankCost rank, double tokens, double width, int matrices, OperationTimes into) {
    double inner = rank.shard(width);
    int inputs = matrices - 1;
    into.add(Operation.DENSE_FFN, rank.gemm(rank.linear(), tokens, inputs * inner, rank.hidden()));
    into.add(Operation.DENSE_FFN, rank.gemm(rank.linear(), tokens, rank.hidden(), inner));
    into.add(
        Operation.SMALL_KERNELS, rank.small(tokens * inner * (inputs + 1) * RankCost.BF16_BYTES));
  }
}
