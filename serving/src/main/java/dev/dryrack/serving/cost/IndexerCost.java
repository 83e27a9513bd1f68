package dev.dryrack.serving.cost;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.kernel.DecodeAttentionCurve;
import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.serving.model.SparseIndexer;

/**
 * The indexer of sparse attention on one rank: index queries and keys, scores of all context,
 * choice of the best. Scores are computed in 8 bits; heads are not split over tensor parallelism.
 *
 * <p>Not measured on its own: index keys are read as latent attention reads its cache.
 */
final class IndexerCost {

  /** Share of the 8-bit peak that scores of prompts reach; assumed. */
  private static final double SCORE_EFFICIENCY = 0.5;

  /** Arithmetic in 8 bits over that in BF16, which decode curves are in. */
  private static final double SPEED_OVER_BF16 = 2;

  private static final double SCORE_BYTES = 4;

  private final SparseIndexer indexer;
  private final RankCost rank;
  private final double ratio;

  /**
   * @param ratio tokens per index key, 1 if each has one
   */
  IndexerCost(SparseIndexer indexer, RankCost rank, double ratio) {
    this.indexer = indexer;
    this.rank = rank;
    this.ratio = ratio;
  }

  /**
   * Projections and choice.
   *
   * @param inputWidth what index queries are projected from
   */
  void addTokens(double tokens, double inputWidth, OperationTimes into) {
    if (!indexer.ownsWeights()) {
      return;
    }
    double queries = (double) indexer.heads() * indexer.headDim();
    into.add(
        Operation.ATTENTION_PROJECTIONS, rank.gemm(rank.linear(), tokens, queries, inputWidth));
    into.add(
        Operation.ATTENTION_PROJECTIONS,
        rank.gemm(rank.linear(), tokens, indexer.headDim() + indexer.heads(), rank.hidden()));
    into.add(Operation.DECODE_ATTENTION, rank.fixed(curve().floor()));
    into.add(Operation.SMALL_KERNELS, rank.small(tokens * indexer.topTokens() * SCORE_BYTES));
  }

  /** Scores of one decoded token; nothing if another layer's choice is used. */
  DecodeTerm decode() {
    if (!indexer.ownsWeights()) {
      return new DecodeTerm(KernelTime.ZERO, KernelTime.ZERO, 0);
    }
    KernelTime perKey =
        curve()
            .perContextToken(
                rank.gpu(),
                indexer.headDim() * rank.cache().bytesPerElement(),
                flopsPerScore() * rank.queryTokens() / SPEED_OVER_BF16);
    return new DecodeTerm(KernelTime.ZERO, perKey.times(1 / ratio), 0);
  }

  /** Scores of a prompt chunk; nothing if another layer's choice is used. */
  PrefillTerm prefill() {
    double peak = rank.gpu().peakFlopsPerSecond(Precision.FP8) * SCORE_EFFICIENCY;
    double perPair = indexer.ownsWeights() ? flopsPerScore() / ratio / peak : 0;
    return new PrefillTerm(perPair, 0, 0, 0);
  }

  private double flopsPerScore() {
    return 2.0 * indexer.heads() * indexer.headDim();
  }

  private DecodeAttentionCurve curve() {
    return rank.kernels().latentDecode(rank.cache());
  }
}
