package dev.dryrack.serving.model;

/**
 * A token mixer with a state of constant size instead of a KV cache: Gated DeltaNet (arXiv
 * 2412.06464), Kimi Delta Attention (arXiv 2510.26692), Mamba-2 (arXiv 2405.21060).
 *
 * @param kind which
 * @param layerParams parameters of one layer, by the formula of its kind
 * @param stateElements numbers of recurrent state per sequence and layer
 * @param stateBytesPerElement their precision, 4 for FP32
 * @param convolutionElements numbers of short-convolution state per sequence and layer, BF16
 * @param heads heads, for splitting over tensor-parallel ranks
 */
public record LinearAttention(
    Kind kind,
    long layerParams,
    long stateElements,
    int stateBytesPerElement,
    long convolutionElements,
    int heads)
    implements TokenMixer {

  /** The recurrence. */
  public enum Kind {
    GATED_DELTA_NET,
    KIMI_DELTA,
    MAMBA2
  }

  private static final int FP32_BYTES = 4;

  /**
   * Gated DeltaNet: queries and keys of {@code keyHeads}, values and an output gate of {@code
   * valueHeads}, two scalars a value head, a short convolution over all three.
   */
  public static LinearAttention gatedDeltaNet(
      int hiddenSize, int keyHeads, int valueHeads, int keyDim, int valueDim, int convolution) {
    long d = hiddenSize;
    long keys = (long) keyHeads * keyDim;
    long values = (long) valueHeads * valueDim;
    long channels = 2 * keys + values;
    long small = 2L * valueHeads + valueDim;
    long params = d * (2 * keys + 3 * values) + 2 * d * valueHeads + convolution * channels + small;
    return new LinearAttention(
        Kind.GATED_DELTA_NET,
        params,
        (long) valueHeads * keyDim * valueDim,
        FP32_BYTES,
        (convolution - 1) * channels,
        valueHeads);
  }

  /**
   * Kimi Delta Attention: query, key, value and output projections as wide as the heads, a decay
   * gate through a latent of one head's width, an output gate of full or that same low rank.
   */
  public static LinearAttention kimiDelta(
      int hiddenSize, int heads, int headDim, int convolution, boolean fullRankGate) {
    long d = hiddenSize;
    long width = (long) heads * headDim;
    long lowRankGate = (d + width) * headDim;
    long outputGate = fullRankGate ? d * width : lowRankGate;
    long small = width + heads + headDim;
    long params =
        4 * d * width + outputGate + lowRankGate + d * heads + convolution * 3L * width + small;
    return new LinearAttention(
        Kind.KIMI_DELTA,
        params,
        width * headDim,
        FP32_BYTES,
        (convolution - 1) * 3L * width,
        heads);
  }

  /**
   * Mamba-2: heads of {@code headDim}, a state of {@code stateSize} per channel, B and C groups.
   */
  public static LinearAttention mamba2(
      int hiddenSize, int heads, int headDim, int stateSize, int groups, int convolution) {
    long d = hiddenSize;
    long inner = (long) heads * headDim;
    long channels = inner + 2L * groups * stateSize;
    long small = channels + 3L * heads + inner;
    long params = d * (inner + channels + heads) + inner * d + convolution * channels + small;
    return new LinearAttention(
        Kind.MAMBA2, params, inner * stateSize, FP32_BYTES, (convolution - 1) * channels, heads);
  }

  @Override
  public long params(int hiddenSize) {
    return layerParams;
  }

  @Override
  public double kvElementsPerToken() {
    return 0;
  }

  @Override
  public double indexElementsPerToken() {
    return 0;
  }

  @Override
  public int windowTokens() {
    return 0;
  }

  @Override
  public double stateBytesPerSequence() {
    return (double) stateElements * stateBytesPerElement + 2.0 * convolutionElements;
  }

  @Override
  public int kvHeads() {
    return heads;
  }
}
