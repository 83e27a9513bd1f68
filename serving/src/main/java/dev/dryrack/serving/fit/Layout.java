package dev.dryrack.serving.fit;

import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.plan.ShardingPlan;

/** A legal plan with what it holds and whether that fits. */
record Layout(
    ShardingPlan plan, MemoryBudget budget, Verdict verdict, long marginBytes, long kvTokens) {

  static Layout of(ShardingPlan plan, MemoryBudget budget, FitNeeds needs) {
    return new Layout(
        plan, budget, needs.verdict(budget), needs.marginBytes(budget), budget.kvTokens());
  }
}
