package dev.dryrack.serving.model;

/**
 * The few numbers a {@link ParametricModel} is made of. Where 0 is given the rule chooses.
 *
 * @param params parameters in all
 * @param activeParams parameters a token is multiplied with, without the embedding table; as many
 *     as {@code params} for a dense model; 0 for what {@code topK} gives
 * @param layers layers
 * @param hiddenSize width of the residual stream
 * @param experts routed experts per layer
 * @param topK routed experts per token
 * @param attention kind of attention
 * @param vocabularySize rows of the embedding table
 */
public record ParametricInputs(
    long params,
    long activeParams,
    int layers,
    int hiddenSize,
    int experts,
    int topK,
    Attention attention,
    int vocabularySize) {

  /** Kinds of attention that a model can be made with. */
  public enum Attention {
    /** Latent attention with the dimensions of Kimi K2. */
    MLA,
    /** Grouped-query attention with 8 key-value heads of 128. */
    GQA,
    /** Grouped-query for a dense model, latent otherwise. */
    AUTO
  }

  private static final long MAX_PARAMS = 1_000_000_000_000_000L;
  private static final long MIN_PARAMS = 100_000_000L;
  private static final int MAX_LAYERS = 1 << 12;
  private static final int MAX_EXPERTS = 1 << 14;

  /** The total and active parameters; all else by the rule. */
  public ParametricInputs(long params, long activeParams) {
    this(params, activeParams, 0, 0, 0, 0, Attention.AUTO, 0);
  }

  public ParametricInputs {
    require(
        params >= MIN_PARAMS && params <= MAX_PARAMS, "params", params, "between 100M and 1000T");
    require(activeParams >= 0, "active", activeParams, "0 or more");
    require(activeParams <= params, "active", activeParams, "at most params, which are " + params);
    requireRange("layers", layers, MAX_LAYERS);
    requireRange("hidden", hiddenSize, ConfigFields.MAX_WIDTH);
    requireRange("experts", experts, MAX_EXPERTS);
    requireRange("topk", topK, MAX_EXPERTS);
    requireRange("vocab", vocabularySize, 1 << 24);
    require(layers != 1 || activeParams == params, "layers", layers, "2 or more with experts");
    require(experts == 0 || topK <= experts, "topk", topK, "at most experts, which are " + experts);
    boolean dense = activeParams == params;
    require(!dense || experts == 0, "experts", experts, "left out where active equals params");
    require(!dense || topK == 0, "topk", topK, "left out where active equals params");
  }

  /** Whether every parameter is active. */
  public boolean isDense() {
    return activeParams == params;
  }

  private static void requireRange(String name, int value, int max) {
    require(value >= 0 && value <= max, name, value, "between 1 and " + max + ", or left out");
  }

  private static void require(boolean holds, String name, long value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " = " + value + ": must be " + expected);
    }
  }
}
