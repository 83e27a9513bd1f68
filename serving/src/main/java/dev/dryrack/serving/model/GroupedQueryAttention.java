package dev.dryrack.serving.model;

/**
 * Multi-head, grouped-query or multi-query attention, over all context or a sliding window.
 *
 * @param heads query heads
 * @param kvHeads key and value heads
 * @param keyDim width of a query or key head
 * @param valueDim width of a value head
 * @param outputGate whether the output is gated by a projection as wide as the queries
 * @param bias whether projections have biases
 * @param window context that is attended to; 0 for all
 */
public record GroupedQueryAttention(
    int heads, int kvHeads, int keyDim, int valueDim, boolean outputGate, boolean bias, int window)
    implements TokenMixer {

  @Override
  public long params(int hiddenSize) {
    long d = hiddenSize;
    long queries = (outputGate ? 2L : 1L) * heads * keyDim;
    long keysAndValues = (long) kvHeads * (keyDim + valueDim);
    long output = (long) heads * valueDim;
    long biases = bias ? queries + keysAndValues + d : 0;
    return d * (queries + keysAndValues) + output * d + biases;
  }

  @Override
  public double kvElementsPerToken() {
    return (double) kvHeads * (keyDim + valueDim);
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
