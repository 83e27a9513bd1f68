package dev.dryrack.serving.model;

import dev.dryrack.hardware.Precision;

/**
 * The precisions in which a model's weights are stored.
 *
 * @param id name in files and flags, such as {@code nvfp4}
 * @param routedExperts routed experts
 * @param otherLinear attention, dense and shared feed-forward projections
 * @param embedding embedding table, output head and router
 */
public record WeightRecipe(
    String id, Precision routedExperts, Precision otherLinear, Precision embedding) {

  public static final WeightRecipe BF16 =
      new WeightRecipe("bf16", Precision.BF16, Precision.BF16, Precision.BF16);

  /** FP8 with block scales of 128 × 128 for all linear layers, the DeepSeek-V3 recipe. */
  public static final WeightRecipe FP8 =
      new WeightRecipe("fp8", Precision.FP8_BLOCK, Precision.FP8_BLOCK, Precision.BF16);

  /** NVFP4 routed experts, FP8 for the other linear layers. */
  public static final WeightRecipe NVFP4 =
      new WeightRecipe("nvfp4", Precision.NVFP4, Precision.FP8_BLOCK, Precision.BF16);

  /** MXFP4 routed experts, BF16 for all else: gpt-oss and Kimi K3. */
  public static final WeightRecipe MXFP4 =
      new WeightRecipe("mxfp4", Precision.MXFP4, Precision.BF16, Precision.BF16);

  /** INT4 routed experts in groups of 32, BF16 for all else: Kimi K2.5. */
  public static final WeightRecipe INT4 =
      new WeightRecipe("int4", Precision.INT4, Precision.BF16, Precision.BF16);
}
