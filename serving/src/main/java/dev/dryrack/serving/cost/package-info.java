/**
 * The time of a step: kernels and collectives of one forward pass, compiled per plan into tables.
 *
 * <p>Start with {@link dev.dryrack.serving.cost.StepCostModel}, which adds up the layers of a
 * deployment ({@code MixerCost}, {@code FeedForwardCost}, {@code HeadCost}) and compiles {@link
 * dev.dryrack.serving.cost.CompiledStepPrice}, what the engine calls. {@link
 * dev.dryrack.serving.cost.StepLedger} tells where the time of a run went, {@link
 * dev.dryrack.serving.cost.Evidence} what a price rests on. What engines add is in {@link
 * dev.dryrack.serving.cost.EngineOverhead}, everything else one may turn in {@link
 * dev.dryrack.serving.cost.CostSettings}.
 */
@NullMarked
package dev.dryrack.serving.cost;

import org.jspecify.annotations.NullMarked;
