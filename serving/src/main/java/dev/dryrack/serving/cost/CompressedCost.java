package dev.dryrack.serving.cost;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.kernel.DecodeAttentionCurve;
import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.hardware.kernel.PrefillAttentionCurve;
import dev.dryrack.serving.model.CompressedAttention;
import dev.dryrack.serving.model.SparseIndexer;
import java.util.ArrayList;
import java.util.List;

/**
 * Compressed attention (DeepSeek-V4) on one rank: one key-value vector for several tokens, shared by
 * all heads, beside a short window. Priced with the kernels of latent attention, which also share one
 * vector among heads; nothing of it was measured on its own.
 */
final class CompressedCost implements MixerCost {

  /** Share of the 8-bit peak at which index scores are computed; assumed. */
  private static final double INDEXER_EFFICIENCY = 0.5;

  private final CompressedAttention attention;
  private final RankCost rank;
  private final double heads;

  CompressedCost(CompressedAttention attention, RankCost rank) {
    this.attention = attention;
    this.rank = rank;
    this.heads = rank.shard(attention.heads());
  }

  @Override
  public void addTokens(double tokens, OperationTimes into) {
    SparseIndexer indexer = attention.indexer();
    double compressor = (indexer == null ? 2.0 : 4.0) * attention.headDim();
    double latent = attention.queryRank() + attention.headDim() + compressor;
    project(tokens, latent, rank.hidden(), into);
    project(tokens, heads * attention.headDim(), attention.queryRank(), into);
    double groupWidth = (double) attention.heads() * attention.headDim() / attention.outputGroups();
    double outputs = rank.shard((double) attention.outputGroups() * attention.outputRank());
    project(tokens, outputs, groupWidth, into);
    project(tokens, rank.hidden(), outputs, into);
    into.add(Operation.SMALL_KERNELS, rank.small(tokens * latent * 2 * RankCost.BF16_BYTES));
    into.add(
        Operation.SMALL_KERNELS,
        rank.small(tokens * heads * attention.headDim() * 2 * RankCost.BF16_BYTES));
    into.add(Operation.DECODE_ATTENTION, rank.fixed(decodeCurve().floor()));
    if (indexer != null) {
      project(tokens, (double) indexer.heads() * indexer.headDim(), attention.queryRank(), into);
      project(tokens, indexer.heads() + 4.0 * indexer.headDim(), rank.hidden(), into);
      into.add(Operation.DECODE_ATTENTION, rank.fixed(decodeCurve().floor()));
    }
  }

  private void project(double m, double n, double k, OperationTimes into) {
    into.add(Operation.ATTENTION_PROJECTIONS, rank.gemm(rank.linear(), m, n, k));
  }

  @Override
  public List<DecodeTerm> decode() {
    double vectorBytes = attention.headDim() * rank.cache().bytesPerElement();
    double vectorFlops = 4 * heads * attention.headDim();
    KernelTime vector = decodeCurve().perContextToken(rank.gpu(), vectorBytes, vectorFlops);
    KernelTime windowVector =
        decodeCurve()
            .perContextToken(
                rank.gpu(), attention.headDim() * RankCost.BF16_BYTES, vectorFlops);
    SparseIndexer indexer = attention.indexer();
    List<DecodeTerm> terms = new ArrayList<>();
    terms.add(
        new DecodeTerm(
            decodeCurve().perSequence(heads),
            vector.times(1.0 / attention.ratio()),
            indexer == null ? 0 : indexer.topTokens() * attention.ratio()));
    terms.add(new DecodeTerm(KernelTime.ZERO, windowVector, attention.slidingWindow()));
    if (indexer != null) {
      double flops = 2.0 * indexer.heads() * indexer.headDim();
      terms.add(
          new DecodeTerm(
              KernelTime.ZERO,
              decodeCurve()
                  .perContextToken(
                      rank.gpu(), indexer.headDim() * rank.cache().bytesPerElement(), flops / 2)
                  .times(1.0 / attention.ratio()),
              0));
    }
    return terms;
  }

  @Override
  public List<PrefillTerm> prefill() {
    PrefillAttentionCurve curve = rank.kernels().latentPrefill();
    double perPair = 4 * heads * attention.headDim() * curve.secondsPerFlop(rank.gpu());
    double traffic =
        2 * heads * attention.headDim() * RankCost.BF16_BYTES * curve.secondsPerByte(rank.gpu());
    SparseIndexer indexer = attention.indexer();
    List<PrefillTerm> terms = new ArrayList<>();
    terms.add(
        new PrefillTerm(
            perPair / attention.ratio(),
            curve.shortPromptTokens(),
            traffic,
            0,
            indexer == null ? 0 : indexer.topTokens() * attention.ratio()));
    terms.add(
        new PrefillTerm(perPair, curve.shortPromptTokens(), 0, 0, attention.slidingWindow()));
    if (indexer != null) {
      double peak = rank.gpu().peakFlopsPerSecond(Precision.FP8) * INDEXER_EFFICIENCY;
      double flops = 2.0 * indexer.heads() * indexer.headDim() / attention.ratio();
      terms.add(new PrefillTerm(flops / peak, curve.shortPromptTokens(), 0, 0, 0));
    }
    return terms;
  }

  private DecodeAttentionCurve decodeCurve() {
    return rank.kernels().latentDecode(rank.cache());
  }
}
