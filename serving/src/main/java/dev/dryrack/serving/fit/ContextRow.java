package dev.dryrack.serving.fit;

import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;

/**
 * How many sequences fit and run at once.
 *
 * @param contextTokens tokens of each, prompt and output
 * @param sequences in all replicas together, by KV memory alone
 * @param sequencesPerRank on one attention rank, by KV memory alone
 * @param running in all replicas together, as far as {@code max-num-seqs} lets them run
 * @param runningPerRank the same on one attention rank
 */
public record ContextRow(
    int contextTokens, long sequences, long sequencesPerRank, long running, long runningPerRank) {

  static ContextRow of(int contextTokens, MemoryBudget budget, EngineLimits limits) {
    ShardingPlan plan = budget.plan();
    long perRank = budget.sequencesPerRank(contextTokens);
    long runningPerRank = Math.min(perRank, limits.maxNumSeqs());
    return new ContextRow(
        contextTokens,
        budget.sequences(contextTokens),
        perRank,
        runningPerRank * plan.attentionDp() * plan.replicas(),
        runningPerRank);
  }

  /** Whether KV memory would hold more sequences than may run. */
  public boolean isCapped() {
    return runningPerRank < sequencesPerRank;
  }
}
