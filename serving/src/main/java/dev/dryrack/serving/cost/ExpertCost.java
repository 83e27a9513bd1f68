package dev.dryrack.serving.cost;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.kernel.GroupedRows;
import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.plan.ShardingPlan;

/**
 * A mixture-of-experts layer on one rank, under any plan.
 *
 * <ul>
 *   <li>one attention rank (no attention-DP): every rank has all tokens, computes its experts or
 *       its slices of them, and an all-reduce adds up;
 *   <li>attention-DP with expert parallelism: rows travel to the ranks of their experts and back
 *       (dispatch, combine), each tensor-parallel rank sending its share, gathered again after;
 *   <li>attention-DP without expert parallelism: an all-gather of all tokens before and a
 *       reduce-scatter after.
 * </ul>
 */
final class ExpertCost implements FeedForwardCost {

  private final ExpertFeedForward ffn;
  private final RankCost rank;
  private final int width;

  ExpertCost(ExpertFeedForward ffn, RankCost rank) {
    this.ffn = ffn;
    this.rank = rank;
    this.width = ffn.expertInputSize(rank.hidden());
  }

  @Override
  public void addRankTokens(double tokens, OperationTimes into) {
    into.add(Operation.ROUTER, rank.gemm(rank.embedding(), tokens, ffn.experts(), rank.hidden()));
    into.add(Operation.ROUTER, rank.small(tokens * ffn.experts() * 4.0));
    if (ffn.sharedWidth() > 0) {
      DenseCost.addMatrices(rank, tokens, ffn.sharedWidth(), ffn.matrices(), into);
    }
    if (ffn.latentSize() > 0) {
      into.add(Operation.DENSE_FFN, rank.gemm(rank.linear(), tokens, width, rank.hidden()));
      into.add(Operation.DENSE_FFN, rank.gemm(rank.linear(), tokens, rank.hidden(), width));
    }
    ShardingPlan plan = rank.plan();
    if (plan.attentionDp() == 1) {
      into.add(Operation.ALL_REDUCE, rank.tensorAllReduce(tokens));
      return;
    }
    if (plan.ep() > 1) {
      double rows = Math.ceil(tokens / plan.tp());
      double copies = (double) ffn.topK() * plan.moeTp();
      double residual = rank.settings().engine().exchangeResidual();
      KernelTime out =
          rank.collectives().dispatch(rank.stageGroup(), rows, width * rowBytes(), copies);
      KernelTime back =
          rank.collectives().combine(rank.stageGroup(), rows, width * RankCost.BF16_BYTES, copies);
      into.add(Operation.DISPATCH, out.times(residual));
      into.add(Operation.COMBINE, back.times(residual));
    }
    into.add(
        Operation.ALL_REDUCE,
        rank.collectives()
            .allGather(rank.tensorGroup(), tokens * rank.hidden() * RankCost.BF16_BYTES));
  }

  @Override
  public void addTotalTokens(double tokens, OperationTimes into) {
    into.add(Operation.EXPERTS, experts(tokens));
    ShardingPlan plan = rank.plan();
    if (plan.attentionDp() > 1 && plan.ep() == 1) {
      into.add(
          Operation.DISPATCH,
          rank.collectives().allGather(rank.stageGroup(), tokens * width * rowBytes()));
      into.add(
          Operation.COMBINE,
          rank.collectives()
              .reduceScatter(rank.stageGroup(), tokens * width * RankCost.BF16_BYTES));
    }
  }

  private KernelTime experts(double tokens) {
    ShardingPlan plan = rank.plan();
    double imbalance = plan.ep() > 1 ? rank.settings().expertImbalance() : 1;
    double rows = tokens * ffn.topK() / plan.ep() * imbalance;
    double inner = Math.ceil((double) ffn.width() / plan.moeTp());
    boolean exchanged = plan.attentionDp() > 1 && plan.ep() > 1;
    GroupedRows work =
        new GroupedRows(
            touched(tokens),
            rows,
            exchanged ? tokens * reachedShare() * imbalance : tokens,
            width,
            inner,
            ffn.matrices(),
            exchanged);
    KernelTime time = rank.kernels().groupedGemm(rank.experts(), work);
    double growing = time.seconds() - weightReading(work).seconds();
    double residual = rank.settings().engine().expertRowsResidual() - 1;
    double stretched = 1 + residual * Math.max(0, growing) / time.seconds();
    return rank.fixed(time.times(stretched)).plus(KernelTime.latency(engineSeconds(time)));
  }

  /** What the engine's own kernel adds; what it saves is at most the fixed time. */
  private double engineSeconds(KernelTime time) {
    return rank.experts() == Precision.MXFP4
        ? Math.max(
            rank.settings().engine().mxfp4Seconds(rank.gpu()),
            -0.8 * rank.fixed(time).latencySeconds())
        : 0;
  }

  /** The same experts with one row each. */
  private KernelTime weightReading(GroupedRows work) {
    double rows = Math.min(work.rows(), work.groups());
    GroupedRows single =
        new GroupedRows(
            work.groups(),
            rows,
            Math.min(work.presented(), rows),
            work.hidden(),
            work.inner(),
            work.matrices(),
            work.exchanged());
    return rank.kernels().groupedGemm(rank.experts(), single);
  }

  /** Share of all tokens that have at least one expert on a given rank. */
  private double reachedShare() {
    return 1 - StrictMath.pow(1 - 1.0 / rank.plan().ep(), ffn.topK());
  }

  /**
   * Experts that get a token, on the rank that has most of them: the mean, and where experts are
   * spread over ranks, as many standard deviations more as the largest of so many ranks has.
   */
  double touched(double tokens) {
    int ranks = rank.plan().ep();
    double local = rank.plan().expertsPerRank(ffn.experts());
    // Copies of an expert share its tokens.
    double copies = (double) ffn.experts() + rank.plan().redundantExperts();
    double perExpert = tokens * ffn.topK() / copies;
    double expected = 1 - StrictMath.exp(-rank.settings().skew(ffn.experts()) * perExpert);
    double oneToken = ffn.topK() / copies;
    double share = Math.min(1, Math.max(expected, oneToken));
    double deviation = Math.sqrt(local * share * (1 - share));
    return Math.min(local, local * share + Math.sqrt(2 * StrictMath.log(ranks)) * deviation);
  }

  /** Bytes of one number of a row sent to experts: quantised first if they compute so. */
  private double rowBytes() {
    Precision compute = rank.gpu().computePrecision(rank.experts());
    return compute == Precision.BF16 ? RankCost.BF16_BYTES : activationBytes(compute);
  }

  private static double activationBytes(Precision compute) {
    return compute == Precision.FP8_BLOCK ? 1 + 4.0 / 128 : compute.bytesPerElement();
  }
}
