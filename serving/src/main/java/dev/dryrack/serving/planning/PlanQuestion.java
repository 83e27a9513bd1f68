package dev.dryrack.serving.planning;

import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.fit.FitRequest;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.List;

/**
 * What a plan is looked for.
 *
 * @param request the model, the GPUs and the engine's limits; a plan in it is ignored
 * @param inputTokens of each request
 * @param outputTokens of each request, 2 or more
 * @param settings of step times
 * @param latency what the best point keeps to
 * @param tokenBudgets values of max-num-batched-tokens to try, growing
 */
public record PlanQuestion(
    FitRequest request,
    int inputTokens,
    int outputTokens,
    CostSettings settings,
    LatencyLimits latency,
    List<Integer> tokenBudgets) {

  /** Budgets to try where nobody asks for one: each twice the one before. */
  public static final List<Integer> USUAL_TOKEN_BUDGETS =
      List.of(128, 256, 512, 1024, 2048, 4096, 8192);

  public PlanQuestion {
    tokenBudgets = List.copyOf(tokenBudgets);
    if (tokenBudgets.isEmpty()) {
      throw new IllegalArgumentException("token budgets: must be one or more");
    }
  }

  /** The engine's limits with one of the budgets. */
  EngineLimits limits(int index) {
    int tokens = tokenBudgets.get(index);
    EngineLimits asked = request.limits();
    return tokens == asked.maxNumBatchedTokens() ? asked : asked.withTokenBudget(tokens);
  }

  SteadyLoad load(int concurrency) {
    return new SteadyLoad(inputTokens, outputTokens, concurrency);
  }
}
