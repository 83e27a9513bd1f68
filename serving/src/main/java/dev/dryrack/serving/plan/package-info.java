/**
 * Sharding plans: how a model is spread over the GPUs of a cluster, and which plans are legal.
 *
 * <p>{@link dev.dryrack.serving.plan.ShardingPlan} is the plan, {@link
 * dev.dryrack.serving.plan.Deployment} a plan for a model on a cluster, {@link
 * dev.dryrack.serving.plan.PlanRules} says why one is impossible, {@link
 * dev.dryrack.serving.plan.PipelineStages} which layers a stage holds.
 */
@NullMarked
package dev.dryrack.serving.plan;

import org.jspecify.annotations.NullMarked;
