package dev.dryrack.serving.model;

import dev.dryrack.hardware.Precision;

/**
 * The precisions in which a model's weights are stored.
 *
 * @param id name in files and flags, such as {@code nvfp4}
 * @param routedExperts routed experts
 * @param otherLinear attention, dense and shared feed-forward, and latent projections
 * @param embedding embedding table, output head, router and norms
 */
public record WeightRecipe(
    String id, Precision routedExperts, Precision otherLinear, Precision embedding) {

  public static final WeightRecipe BF16 = uniform("bf16", Precision.BF16);

  /** FP8 with block scales of 128 × 128 for all linear layers, the DeepSeek-V3 recipe. */
  public static final WeightRecipe FP8 = uniform("fp8", Precision.FP8_BLOCK);

  /** NVFP4 routed experts, FP8 for the other linear layers. */
  public static final WeightRecipe NVFP4 =
      new WeightRecipe("nvfp4", Precision.NVFP4, Precision.FP8_BLOCK, Precision.BF16);

  /** MXFP4 routed experts, BF16 for all else: gpt-oss and Kimi K3. */
  public static final WeightRecipe MXFP4 =
      new WeightRecipe("mxfp4", Precision.MXFP4, Precision.BF16, Precision.BF16);

  /** INT4 routed experts in groups of 32, BF16 for all else: Kimi K2.5. */
  public static final WeightRecipe INT4 =
      new WeightRecipe("int4", Precision.INT4, Precision.BF16, Precision.BF16);

  /** All linear layers in one precision; embedding, head, router and norms in BF16. */
  static WeightRecipe uniform(String id, Precision linear) {
    return new WeightRecipe(id, linear, linear, Precision.BF16);
  }

  /** What it means, in one line. */
  public String describe() {
    if (routedExperts == otherLinear) {
      return otherLinear == embedding
          ? "everything in " + embedding.id()
          : "linear layers in "
              + otherLinear.id()
              + "; embedding, head, router and norms in "
              + embedding.id();
    }
    String rest =
        otherLinear == embedding
            ? "; everything else in " + embedding.id()
            : "; other linear layers in "
                + otherLinear.id()
                + "; embedding, head, router and norms in "
                + embedding.id();
    return "routed experts in " + routedExperts.id() + rest;
  }
}
