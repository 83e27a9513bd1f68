package dev.dryrack.serving.model;

import dev.dryrack.hardware.Precision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The weight recipes that have names, and the other spellings under which engines know them.
 *
 * <p>Names: the linear format; where routed experts differ from the rest, the experts' format, with
 * {@code -all} for the recipe in which the rest follows.
 */
public final class WeightRecipes {

  private static final Map<String, WeightRecipe> BY_ID = new LinkedHashMap<>();
  private static final Map<String, String> ALIASES = new LinkedHashMap<>();
  private static final Map<String, String> FOR_DENSE =
      Map.of(
          "nvfp4", "nvfp4-all", "mxfp4", "mxfp4-all", "mxfp4-fp8", "mxfp4-all", "int4", "int4-all");

  static {
    add(WeightRecipe.BF16, "bfloat16", "fp16", "float16", "half", "none");
    add(
        WeightRecipe.FP8,
        "fp8-block",
        "fp8-block128",
        "block-fp8",
        "fp8-blockwise",
        "deepseek-fp8");
    add(WeightRecipe.uniform("fp8-tensor", Precision.FP8), "ptpc-fp8", "fbgemm-fp8", "modelopt");
    add(WeightRecipe.uniform("mxfp8", Precision.MXFP8), "modelopt-mxfp8");
    add(WeightRecipe.uniform("int8", Precision.INT8), "w8a8", "w8a8-int8");
    add(WeightRecipe.NVFP4, "nvfp4-fp8", "nvfp4-experts", "nvfp4-experts+fp8", "fp4");
    add(WeightRecipe.uniform("nvfp4-all", Precision.NVFP4), "nvfp4-all-linear", "modelopt-fp4");
    add(
        new WeightRecipe("nvfp4-bf16", Precision.NVFP4, Precision.BF16, Precision.BF16),
        "nvfp4-experts+bf16");
    add(WeightRecipe.MXFP4, "mxfp4-bf16", "mxfp4-experts", "mxfp4-experts+bf16");
    add(
        new WeightRecipe("mxfp4-fp8", Precision.MXFP4, Precision.FP8_BLOCK, Precision.BF16),
        "mxfp4-experts+fp8");
    add(WeightRecipe.uniform("mxfp4-all", Precision.MXFP4), "mxfp4-all-linear");
    add(WeightRecipe.INT4, "int4-bf16", "int4-experts", "int4-experts+bf16", "w4a16");
    add(WeightRecipe.uniform("int4-all", Precision.INT4), "int4-all-linear");
  }

  private WeightRecipes() {}

  private static void add(WeightRecipe recipe, String... aliases) {
    BY_ID.put(recipe.id(), recipe);
    for (String alias : aliases) {
      ALIASES.put(alias, recipe.id());
    }
  }

  /**
   * The recipe of two formats, embedding, head, router and norms in BF16; named if one has them.
   */
  static WeightRecipe with(Precision routedExperts, Precision otherLinear) {
    for (WeightRecipe recipe : BY_ID.values()) {
      if (recipe.routedExperts() == routedExperts && recipe.otherLinear() == otherLinear) {
        return recipe;
      }
    }
    String id = routedExperts.id() + '+' + otherLinear.id();
    return new WeightRecipe(id, routedExperts, otherLinear, Precision.BF16);
  }

  /** All recipes, most common first within a format. */
  public static List<WeightRecipe> all() {
    return List.copyOf(BY_ID.values());
  }

  /**
   * The recipe of a name or alias, in any case, with {@code _} for {@code -}.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static WeightRecipe of(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    WeightRecipe recipe = BY_ID.get(ALIASES.getOrDefault(wanted, wanted));
    if (recipe == null) {
      throw new IllegalArgumentException(
          "unknown weight recipe '"
              + name
              + "'; choose one of "
              + String.join(", ", BY_ID.keySet()));
    }
    return recipe;
  }

  /**
   * The recipe of a name for a model: {@code auto} is the model's own, BF16 if none is published;
   * and where a model has no routed experts, a recipe that names their format means all linear
   * layers.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static WeightRecipe of(String name, ModelArchitecture model) {
    if (name.strip().equalsIgnoreCase("auto")) {
      WeightRecipe own = model.nativeWeights();
      return own == null ? WeightRecipe.BF16 : own;
    }
    WeightRecipe recipe = of(name);
    String dense = FOR_DENSE.get(recipe.id());
    return dense == null || model.hasRoutedExperts() ? recipe : of(dense);
  }
}
