package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.DecodeAttentionCurve;
import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.hardware.kernel.PrefillAttentionCurve;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.SparseIndexer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head, grouped-query or multi-query attention on one rank. Query heads are split over tensor
 * parallelism, KV heads until each rank has one.
 */
final class GroupedQueryCost implements MixerCost {

  /** Square, mean, scale and cast of queries and keys together, as separate kernels. */
  private static final int NORM_KERNELS = 4;

  private final GroupedQueryAttention attention;
  private final RankCost rank;
  private final double heads;
  private final double kvHeads;
  private final @Nullable IndexerCost indexer;

  GroupedQueryCost(GroupedQueryAttention attention, RankCost rank) {
    this.attention = attention;
    this.rank = rank;
    this.heads = rank.shard(attention.heads());
    this.kvHeads = rank.shard(attention.kvHeads());
    SparseIndexer sparse = attention.indexer();
    this.indexer = sparse == null ? null : new IndexerCost(sparse, rank, 1);
  }

  @Override
  public void addTokens(double tokens, OperationTimes into) {
    double queries = heads * attention.keyDim() * (attention.outputGate() ? 2 : 1);
    double keysAndValues = kvHeads * (attention.keyDim() + attention.valueDim());
    into.add(
        Operation.ATTENTION_PROJECTIONS,
        rank.gemm(rank.linear(), tokens, queries + keysAndValues, rank.hidden()));
    into.add(
        Operation.ATTENTION_PROJECTIONS,
        rank.gemm(rank.linear(), tokens, rank.hidden(), heads * attention.valueDim()));
    double rotated = heads * attention.keyDim() + keysAndValues;
    into.add(Operation.SMALL_KERNELS, rank.small(tokens * rotated * 2 * RankCost.BF16_BYTES));
    into.add(Operation.DECODE_ATTENTION, rank.fixed(decodeCurve().floor()));
    if (attention.normsAcrossHeads()) {
      addNormsAcrossHeads(tokens, rotated, into);
    }
    if (indexer != null) {
      indexer.addTokens(tokens, rank.hidden(), into);
    }
  }

  /**
   * Squares, their sum over ranks, and scaling, of queries and keys. The sum is two numbers a token
   * in FP32, too small and odd for the engines' own all-reduce kernels.
   */
  private void addNormsAcrossHeads(double tokens, double width, OperationTimes into) {
    KernelTime pass = rank.small(tokens * width * RankCost.BF16_BYTES);
    into.add(Operation.SMALL_KERNELS, pass.times(NORM_KERNELS));
    into.add(
        Operation.ALL_REDUCE,
        rank.fixed(rank.collectives().ncclAllReduce(rank.tensorGroup(), tokens * 8)));
  }

  @Override
  public List<DecodeTerm> decode() {
    double elements = kvHeads * (attention.keyDim() + attention.valueDim());
    double flops = 2 * heads * (attention.keyDim() + attention.valueDim()) * rank.queryTokens();
    // With an indexer each query reads tokens of its own choice.
    int reads = indexer == null ? 1 : rank.queryTokens();
    double bytes = elements * rank.cache().bytesPerElement() * reads;
    DecodeAttentionCurve curve = decodeCurve();
    List<DecodeTerm> terms = new ArrayList<>();
    terms.add(
        new DecodeTerm(
            curve.perSequence(heads),
            curve.perContextToken(rank.gpu(), bytes, flops),
            attendedTokens()));
    double ramp = curve.rampBytes(rank.gpu());
    if (ramp > 0) {
      KernelTime perToken = curve.rampPerByte(rank.gpu()).times(bytes);
      terms.add(
          new DecodeTerm(KernelTime.ZERO, perToken, attendedTokens(), Math.round(ramp / bytes)));
    }
    if (indexer != null) {
      terms.add(indexer.decode());
    }
    return terms;
  }

  @Override
  public List<PrefillTerm> prefill() {
    PrefillAttentionCurve curve = rank.kernels().groupedPrefill();
    double bytes =
        (heads + kvHeads) * (attention.keyDim() + attention.valueDim()) * RankCost.BF16_BYTES;
    double perPair =
        curve.secondsPerPair(rank.gpu(), heads, attention.keyDim(), attention.valueDim());
    PrefillTerm term =
        new PrefillTerm(
            perPair, curve.secondsPerToken(rank.gpu(), perPair, bytes), 0, attendedTokens());
    return indexer == null ? List.of(term) : List.of(term, indexer.prefill());
  }

  /** Most context that one token attends to; 0 for all. */
  private int attendedTokens() {
    SparseIndexer sparse = attention.indexer();
    return sparse == null ? attention.window() : sparse.topTokens();
  }

  private DecodeAttentionCurve decodeCurve() {
    return rank.kernels().groupedDecode(rank.cache());
  }
}
