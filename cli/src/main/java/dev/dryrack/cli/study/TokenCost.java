package dev.dryrack.cli.study;

import dev.dryrack.cli.scenario.EconomicsKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.serving.economics.Ledger;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.serving.planning.PlanPoint;
import dev.dryrack.serving.planning.PlanSearch;
import java.util.HashMap;
import java.util.Map;

/**
 * What tasks of a model and of larger ones cost under one serving design: experts over all GPUs,
 * attention as suits the model, as many users as the limit of latency allows. Answers are kept.
 */
final class TokenCost {

  /**
   * A model, its requests and the use of its servers, over those of the scenario.
   *
   * @param total parameters
   * @param active active parameters
   * @param output output tokens of a call
   * @param harness calls of a task, tokens of their contexts, and input that is not cached
   * @param idle the inverse of the use of the servers
   */
  record Times(double total, double active, double output, double harness, double idle) {

    static final Times ONE = new Times(1, 1, 1, 1, 1);
  }

  /** Calls of a task. */
  static final double CALLS = 10;

  /** Share of their input that is not found in a cache. */
  static final double FRESH = 0.1;

  private final StudyKit kit;
  private final Scenario base;
  private final Map<String, Double> known = new HashMap<>();

  TokenCost(StudyKit kit) {
    this.kit = kit;
    this.base = kit.scenario().centred();
  }

  /** US dollars of a task; NaN if no such plan can serve the model at that speed. */
  double perTask(Times times) {
    double calls = CALLS * times.harness();
    double fresh = Math.min(1, FRESH * times.harness());
    String[] changes = changes(times);
    Double known = this.known.get(String.join(" ", changes));
    double busy = known == null ? busy(fresh, changes) : known;
    this.known.put(String.join(" ", changes), busy);
    return busy * calls * times.idle();
  }

  private String[] changes(Times times) {
    return new String[] {
      "model.params=" + Math.round(base.get(ModelKeys.PARAMS) * times.total()),
      "model.active=" + Math.round(base.get(ModelKeys.ACTIVE) * times.active()),
      "load.isl=" + Math.round(base.get(LoadKeys.ISL) * times.harness()),
      "load.osl=" + Math.round(base.get(LoadKeys.OSL) * times.output())
    };
  }

  /** One call with the servers used as in the scenario. */
  private double busy(double fresh, String... changes) {
    PlanSearch search = kit.plans(TokenCost::isDesign, changes);
    PlanPoint best = search.best();
    if (best == null) {
      return Double.NaN;
    }
    String[] served = StudyKit.with(best, changes);
    Ledger ledger = kit.bill(kit.estimate(best.load().concurrency(), served), served).ledger();
    Scenario scenario = kit.scenario(changes).centred();
    double input = scenario.get(LoadKeys.ISL);
    return (input * fresh * ledger.usdPerMillionInput()
            + input * (1 - fresh) * ledger.usdPerMillionCached()
            + scenario.get(LoadKeys.OSL) * ledger.usdPerMillionOutput())
        / 1e6;
  }

  private static boolean isDesign(ShardingPlan plan) {
    return plan.ep() == plan.gpus();
  }

  /** Share of the time that the servers are used in. */
  double utilization() {
    return base.get(EconomicsKeys.UTILIZATION);
  }
}
