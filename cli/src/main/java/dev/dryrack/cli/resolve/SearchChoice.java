package dev.dryrack.cli.resolve;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.EngineKeys;
import dev.dryrack.cli.scenario.GoodputKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.serving.fit.FitRequest;
import dev.dryrack.serving.planning.LatencyLimits;
import dev.dryrack.serving.planning.PlanQuestion;
import java.util.List;

/** Which plan a scenario looks for. */
public final class SearchChoice {

  private SearchChoice() {}

  /**
   * The question that a scenario asks.
   *
   * @param resolver of the same scenario
   * @throws UsageException if its requests are too short or too long
   */
  public static PlanQuestion of(Scenario scenario, Resolver resolver) {
    FitRequest request = resolver.fitRequest();
    FitRequest counted =
        request.gpus() == FitRequest.AUTO
            ? request.withGpus(resolver.fit().plan().gpus())
            : request;
    MeanRequest mean = MeanRequest.of(scenario);
    long longest = scenario.get(LoadKeys.ISL) + scenario.get(LoadKeys.OSL);
    if (mean.outputTokens() < 2) {
      throw scenario.mistake(
          LoadKeys.OSL,
          "is "
              + scenario.get(LoadKeys.OSL)
              + "; write 2 or more, for there to be a time per output token");
    }
    if (longest > request.limits().maxModelLen()) {
      throw scenario.mistake(
          scenario.isSet(LoadKeys.ISL) ? LoadKeys.ISL : LoadKeys.OSL,
          "makes requests of "
              + longest
              + " tokens, and max-model-len is "
              + request.limits().maxModelLen());
    }
    List<Integer> budgets =
        scenario.isSet(EngineKeys.MAX_NUM_BATCHED_TOKENS)
            ? List.of(request.limits().maxNumBatchedTokens())
            : PlanQuestion.USUAL_TOKEN_BUDGETS;
    return new PlanQuestion(
        counted,
        mean.inputTokens(),
        mean.outputTokens(),
        resolver.costSettings(),
        latency(scenario),
        budgets);
  }

  private static LatencyLimits latency(Scenario scenario) {
    return new LatencyLimits(
        limit(scenario, GoodputKeys.GOODPUT_TTFT),
        limit(scenario, GoodputKeys.GOODPUT_TPOT),
        limit(scenario, GoodputKeys.GOODPUT_E2EL));
  }

  private static double limit(Scenario scenario, ScenarioKey<Double> key) {
    return scenario.getOr(key, Double.POSITIVE_INFINITY);
  }
}
