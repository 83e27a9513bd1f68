package dev.dryrack.serving.fit;

import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;

/**
 * Whether a model fits, by how much, how it is spread, why not and what would help.
 *
 * @param deployment the model in its precisions under the plan checked or found
 * @param limits the engine's
 * @param planWasGiven whether the plan was asked for or found
 * @param verdict whether it fits
 * @param marginBytes KV room beyond what is needed on the rank that has least; negative if it lacks
 * @param marginFraction the same as a share of usable memory
 * @param weightsBytes all weights, each kept once
 * @param weightsFraction the same as a share of the usable memory of one replica's GPUs
 * @param budget what every rank holds
 * @param kvTokens tokens in the KV cache of all replicas
 * @param longestSequence tokens of the longest sequence that a rank holds alone, at most the
 *     model's
 * @param concurrency sequences that fit at once, by context
 * @param bounds fewest GPUs by arithmetic
 * @param reasons why it does not fit or is tight, the decisive one first
 * @param remedies what would make it fit, smallest change first
 * @param notes what a reader should know: replication, defaults taken, what is not counted
 */
public record FitReport(
    Deployment deployment,
    EngineLimits limits,
    boolean planWasGiven,
    Verdict verdict,
    long marginBytes,
    double marginFraction,
    long weightsBytes,
    double weightsFraction,
    MemoryBudget budget,
    long kvTokens,
    long longestSequence,
    List<ContextRow> concurrency,
    GpuBounds bounds,
    List<String> reasons,
    List<Remedy> remedies,
    List<String> notes) {

  public FitReport {
    concurrency = List.copyOf(concurrency);
    reasons = List.copyOf(reasons);
    remedies = List.copyOf(remedies);
    notes = List.copyOf(notes);
  }

  public ShardingPlan plan() {
    return deployment.plan();
  }
}
