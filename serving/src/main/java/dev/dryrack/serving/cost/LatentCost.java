package dev.dryrack.serving.cost;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.kernel.DecodeAttentionCurve;
import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.hardware.kernel.PrefillAttentionCurve;
import dev.dryrack.serving.model.LatentAttention;
import dev.dryrack.serving.model.SparseIndexer;
import java.util.ArrayList;
import java.util.List;

/**
 * Multi-head latent attention on one rank. Heads are split over tensor parallelism; the latent, the
 * projections that make it and its cache are on every rank.
 *
 * <p>Decode is absorbed: each head works on the latent itself, between two projections per head in
 * BF16. Prompts are expanded to full keys and values, which costs the same per token of the chunk,
 * and once more for each token of earlier context. With an indexer, attention reads the chosen
 * tokens only, always absorbed, and the indexer scores all.
 */
final class LatentCost implements MixerCost {

  /** Share of the 8-bit peak at which index scores are computed; assumed. */
  private static final double INDEXER_EFFICIENCY = 0.5;

  private final LatentAttention attention;
  private final RankCost rank;
  private final double heads;

  LatentCost(LatentAttention attention, RankCost rank) {
    this.attention = attention;
    this.rank = rank;
    this.heads = rank.shard(attention.heads());
  }

  @Override
  public void addTokens(double tokens, OperationTimes into) {
    double latent = attention.kvRank() + attention.ropeDim();
    double queryWidth = heads * (attention.nopeDim() + attention.ropeDim());
    if (attention.queryRank() > 0) {
      project(tokens, attention.queryRank() + latent, rank.hidden(), into);
      project(tokens, queryWidth, attention.queryRank(), into);
    } else {
      project(tokens, queryWidth + latent, rank.hidden(), into);
    }
    absorb(tokens, into);
    if (attention.outputGate()) {
      project(tokens, heads * attention.valueDim(), rank.hidden(), into);
    }
    project(tokens, rank.hidden(), heads * attention.valueDim(), into);
    double normed = attention.queryRank() + latent;
    into.add(Operation.SMALL_KERNELS, rank.small(tokens * normed * 2 * RankCost.BF16_BYTES));
    into.add(
        Operation.SMALL_KERNELS,
        rank.small(tokens * (heads * attention.ropeDim() + latent) * 2 * RankCost.BF16_BYTES));
    into.add(Operation.DECODE_ATTENTION, rank.fixed(decodeCurve().floor()));
    SparseIndexer indexer = attention.indexer();
    if (indexer != null && indexer.ownsWeights()) {
      project(tokens, (double) indexer.heads() * indexer.headDim(), attention.queryRank(), into);
      project(tokens, indexer.headDim() + indexer.heads(), rank.hidden(), into);
      into.add(Operation.DECODE_ATTENTION, rank.fixed(decodeCurve().floor()));
      into.add(Operation.SMALL_KERNELS, rank.small(tokens * indexer.topTokens() * 4.0));
    }
  }

  /** The two projections per head between query space and latent, and latent and value. */
  private void absorb(double tokens, OperationTimes into) {
    double latent = attention.kvRank();
    into.add(
        Operation.ATTENTION_PROJECTIONS,
        rank.gemm(Precision.BF16, tokens, heads * latent, attention.nopeDim()));
    into.add(
        Operation.ATTENTION_PROJECTIONS,
        rank.gemm(Precision.BF16, tokens, heads * attention.valueDim(), latent));
  }

  private void project(double m, double n, double k, OperationTimes into) {
    into.add(Operation.ATTENTION_PROJECTIONS, rank.gemm(rank.linear(), m, n, k));
  }

  @Override
  public List<DecodeTerm> decode() {
    SparseIndexer indexer = attention.indexer();
    double bytes =
        (attention.kvRank() + attention.ropeDim()) * rank.cache().bytesPerElement();
    List<DecodeTerm> terms = new ArrayList<>();
    terms.add(
        new DecodeTerm(
            decodeCurve().perSequence(heads),
            decodeCurve().perContextToken(rank.gpu(), bytes, absorbedFlops()),
            indexer == null ? 0 : indexer.topTokens()));
    if (indexer != null && indexer.ownsWeights()) {
      double flops = 2.0 * indexer.heads() * indexer.headDim();
      terms.add(
          new DecodeTerm(
              KernelTime.ZERO,
              decodeCurve()
                  .perContextToken(
                      rank.gpu(), indexer.headDim() * rank.cache().bytesPerElement(), flops / 2),
              0));
    }
    return terms;
  }

  @Override
  public List<PrefillTerm> prefill() {
    PrefillAttentionCurve curve = rank.kernels().latentPrefill();
    double perFlop = curve.secondsPerFlop(rank.gpu());
    double keyDim = attention.nopeDim() + attention.ropeDim();
    double traffic =
        2 * heads * (keyDim + attention.valueDim()) * RankCost.BF16_BYTES
            * curve.secondsPerByte(rank.gpu());
    SparseIndexer indexer = attention.indexer();
    if (indexer == null) {
      double expand =
          2.0 * attention.kvRank() * heads * (attention.nopeDim() + attention.valueDim());
      return List.of(
          new PrefillTerm(
              2 * heads * (keyDim + attention.valueDim()) * perFlop,
              curve.shortPromptTokens(),
              traffic,
              expand * perFlop,
              0));
    }
    List<PrefillTerm> terms = new ArrayList<>();
    terms.add(
        new PrefillTerm(
            absorbedFlops() * perFlop, curve.shortPromptTokens(), traffic, 0, indexer.topTokens()));
    if (indexer.ownsWeights()) {
      double peak = rank.gpu().peakFlopsPerSecond(Precision.FP8) * INDEXER_EFFICIENCY;
      double flops = 2.0 * indexer.heads() * indexer.headDim();
      terms.add(new PrefillTerm(flops / peak, curve.shortPromptTokens(), 0, 0, 0));
    }
    return terms;
  }

  private double absorbedFlops() {
    return 2 * heads * (2.0 * attention.kvRank() + attention.ropeDim());
  }

  private DecodeAttentionCurve decodeCurve() {
    return rank.kernels().latentDecode(rank.cache());
  }
}
