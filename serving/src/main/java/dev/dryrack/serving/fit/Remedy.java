package dev.dryrack.serving.fit;

import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.ShardingPlan;

/**
 * The smallest change of one kind after which a deployment fits.
 *
 * @param kind what is changed
 * @param text for people
 * @param weights precisions of the weights after it
 * @param kvPrecision precision of the KV cache after it
 * @param plan a plan that fits after it
 * @param maxModelLen longest sequence after it
 */
public record Remedy(
    Kind kind,
    String text,
    WeightRecipe weights,
    Precision kvPrecision,
    ShardingPlan plan,
    int maxModelLen) {

  /** What is changed. */
  public enum Kind {
    LAYOUT,
    WEIGHTS,
    KV_PRECISION,
    CONTEXT,
    GPUS
  }
}
