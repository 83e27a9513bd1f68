package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.DecodeAttentionCurve;
import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.hardware.kernel.PrefillAttentionCurve;
import dev.dryrack.serving.model.CompressedAttention;
import dev.dryrack.serving.model.SparseIndexer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compressed attention (DeepSeek-V4) on one rank: one key-value vector for several tokens, shared
 * by all heads, beside a short window. Priced with the kernels of latent attention, which also
 * share one vector among heads; nothing of it was measured on its own.
 */
final class CompressedCost implements MixerCost {

  private final CompressedAttention attention;
  private final RankCost rank;
  private final double heads;
  private final @Nullable IndexerCost indexer;

  CompressedCost(CompressedAttention attention, RankCost rank) {
    this.attention = attention;
    this.rank = rank;
    this.heads = rank.shard(attention.heads());
    SparseIndexer sparse = attention.indexer();
    this.indexer = sparse == null ? null : new IndexerCost(sparse, rank, attention.ratio());
  }

  @Override
  public void addTokens(double tokens, OperationTimes into) {
    double compressor =
        attention.ratio() == 0 ? 0 : (indexer == null ? 2.0 : 4.0) * attention.headDim();
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
      indexer.addTokens(tokens, attention.queryRank(), into);
    }
  }

  private void project(double m, double n, double k, OperationTimes into) {
    into.add(Operation.ATTENTION_PROJECTIONS, rank.gemm(rank.linear(), m, n, k));
  }

  @Override
  public List<DecodeTerm> decode() {
    double flops = 4 * heads * attention.headDim() * rank.queryTokens();
    List<DecodeTerm> terms = new ArrayList<>();
    double recentBytes = attention.headDim() * RankCost.BF16_BYTES;
    terms.add(
        new DecodeTerm(
            decodeCurve().perSequence(heads),
            decodeCurve().perContextToken(rank.gpu(), recentBytes, flops),
            attention.slidingWindow()));
    if (attention.ratio() > 0) {
      // With an indexer each query reads vectors of its own choice.
      int reads = indexer == null ? 1 : rank.queryTokens();
      double bytes = attention.headDim() * rank.cache().bytesPerElement() * reads;
      KernelTime vector = decodeCurve().perContextToken(rank.gpu(), bytes, flops);
      terms.add(
          new DecodeTerm(KernelTime.ZERO, vector.times(1.0 / attention.ratio()), attendedTokens()));
    }
    if (indexer != null) {
      terms.add(indexer.decode());
    }
    return terms;
  }

  @Override
  public List<PrefillTerm> prefill() {
    PrefillAttentionCurve curve = rank.kernels().latentPrefill(rank.cache());
    int width = attention.headDim();
    double perPair = curve.secondsPerPair(rank.gpu(), heads, width, width);
    double bytes = 2 * heads * width * RankCost.BF16_BYTES;
    double perToken = curve.secondsPerToken(rank.gpu(), perPair, bytes);
    List<PrefillTerm> terms = new ArrayList<>();
    terms.add(new PrefillTerm(perPair, perToken, 0, attention.slidingWindow()));
    if (attention.ratio() > 0) {
      terms.add(new PrefillTerm(perPair / attention.ratio(), 0, 0, attendedTokens()));
    }
    if (indexer != null) {
      terms.add(indexer.prefill());
    }
    return terms;
  }

  /** Context whose compressed vectors are read at most; 0 for all. */
  private int attendedTokens() {
    SparseIndexer sparse = attention.indexer();
    return sparse == null ? 0 : sparse.topTokens() * attention.ratio();
  }

  private DecodeAttentionCurve decodeCurve() {
    return rank.kernels().latentDecode(rank.cache());
  }
}
