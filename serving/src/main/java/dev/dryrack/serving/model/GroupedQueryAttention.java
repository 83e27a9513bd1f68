package dev.dryrack.serving.model;

import org.jspecify.annotations.Nullable;

/**
 * Multi-head, grouped-query or multi-query attention, over all context or a sliding window (GQA:
 * arXiv 2305.13245).
 *
 * @param heads query heads
 * @param kvHeads key and value heads
 * @param keyDim width of a query or key head
 * @param valueDim width of a value head
 * @param outputGate whether the output is gated by a projection as wide as the queries
 * @param window context that is attended to and kept; 0 for all
 * @param smallParams biases, norms of heads and attention sinks of one layer
 * @param indexer sparse selection of the tokens attended to (MiniMax M3), or null for all
 * @param normsAcrossHeads whether queries and keys are normed over all heads together (MiniMax M2),
 *     for which tensor-parallel ranks exchange sums of squares in each layer
 */
public record GroupedQueryAttention(
    int heads,
    int kvHeads,
    int keyDim,
    int valueDim,
    boolean outputGate,
    int window,
    long smallParams,
    @Nullable SparseIndexer indexer,
    boolean normsAcrossHeads)
    implements TokenMixer {

  /** Attention without norms across heads. */
  public GroupedQueryAttention(
      int heads,
      int kvHeads,
      int keyDim,
      int valueDim,
      boolean outputGate,
      int window,
      long smallParams,
      @Nullable SparseIndexer indexer) {
    this(heads, kvHeads, keyDim, valueDim, outputGate, window, smallParams, indexer, false);
  }

  /** Full attention with nothing added. */
  public GroupedQueryAttention(int heads, int kvHeads, int headDim) {
    this(heads, kvHeads, headDim, headDim, false, 0, 0, null);
  }

  @Override
  public long params(int hiddenSize) {
    long d = hiddenSize;
    long queries = (outputGate ? 2L : 1L) * heads * keyDim;
    long keysAndValues = (long) kvHeads * (keyDim + valueDim);
    long output = (long) heads * valueDim;
    long selection = indexer == null ? 0 : indexer.paramsFromHidden(hiddenSize);
    return d * (queries + keysAndValues + output) + smallParams + selection;
  }

  @Override
  public double kvElementsPerToken() {
    return (double) kvHeads * (keyDim + valueDim) + indexElementsPerToken();
  }

  @Override
  public double indexElementsPerToken() {
    return indexer == null ? 0 : indexer.keyElementsPerToken();
  }

  @Override
  public int windowTokens() {
    return window;
  }

  @Override
  public double stateBytesPerSequence() {
    return 0;
  }
}
