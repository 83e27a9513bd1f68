package dev.dryrack.serving.plan;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;

/**
 * A model in given precisions, under a plan, on a cluster.
 *
 * @param model what is served
 * @param weights precisions of its weights
 * @param kvPrecision precision of its KV cache
 * @param plan how it is spread
 * @param cluster what it is spread over
 */
public record Deployment(
    ModelArchitecture model,
    WeightRecipe weights,
    Precision kvPrecision,
    ShardingPlan plan,
    Cluster cluster) {}
