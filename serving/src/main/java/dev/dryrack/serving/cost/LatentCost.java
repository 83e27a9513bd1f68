package dev.dryrack.serving.cost;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.kernel.DecodeAttentionCurve;
import dev.dryrack.hardware.kernel.PrefillAttentionCurve;
import dev.dryrack.serving.model.LatentAttention;
import dev.dryrack.serving.model.SparseIndexer;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  private final LatentAttention attention;
  private final RankCost rank;
  private final double heads;
  private final @Nullable IndexerCost indexer;

  LatentCost(LatentAttention attention, RankCost rank) {
    this.attention = attention;
    this.rank = rank;
    this.heads = rank.shard(attention.heads());
    SparseIndexer sparse = attention.indexer();
    this.indexer = sparse == null ? null : new IndexerCost(sparse, rank, 1);
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
    if (indexer != null) {
      double input = attention.queryRank() > 0 ? attention.queryRank() : rank.hidden();
      indexer.addTokens(tokens, input, into);
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
    // With an indexer each query reads tokens of its own choice.
    int reads = indexer == null ? 1 : rank.queryTokens();
    double bytes =
        (attention.kvRank() + attention.ropeDim()) * rank.cache().bytesPerElement() * reads;
    DecodeTerm latent =
        new DecodeTerm(
            decodeCurve().perSequence(heads),
            decodeCurve().perContextToken(rank.gpu(), bytes, absorbedFlops() * rank.queryTokens()),
            attendedTokens());
    return indexer == null ? List.of(latent) : List.of(latent, indexer.decode());
  }

  @Override
  public List<PrefillTerm> prefill() {
    PrefillAttentionCurve curve = rank.kernels().latentPrefill(rank.cache());
    double perFlop = curve.secondsPerFlop(rank.gpu());
    double keyDim = attention.nopeDim() + attention.ropeDim();
    double bytes = 2 * heads * (keyDim + attention.valueDim()) * RankCost.BF16_BYTES;
    double expanded = curve.secondsPerPair(rank.gpu(), heads, keyDim, attention.valueDim());
    double perPair = indexer == null ? expanded : absorbedFlops() * perFlop;
    double expand =
        indexer == null
            ? 2.0 * attention.kvRank() * heads * (attention.nopeDim() + attention.valueDim())
            : 0;
    PrefillTerm term =
        new PrefillTerm(
            perPair,
            curve.secondsPerToken(rank.gpu(), perPair, bytes),
            expand * perFlop,
            attendedTokens());
    return indexer == null ? List.of(term) : List.of(term, indexer.prefill());
  }

  private int attendedTokens() {
    SparseIndexer sparse = attention.indexer();
    return sparse == null ? 0 : sparse.topTokens();
  }

  private double absorbedFlops() {
    return 2 * heads * (2.0 * attention.kvRank() + attention.ropeDim());
  }

  private DecodeAttentionCurve decodeCurve() {
    return rank.kernels().latentDecode(rank.cache());
  }
}
