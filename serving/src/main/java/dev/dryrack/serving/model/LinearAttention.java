package dev.dryrack.serving.model;

/**
 * A token mixer with a state of constant size instead of a KV cache: Gated DeltaNet, Kimi Delta
 * Attention, Mamba-2.
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

  @Override
  public long params(int hiddenSize) {
    return layerParams;
  }

  @Override
  public double kvElementsPerToken() {
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
