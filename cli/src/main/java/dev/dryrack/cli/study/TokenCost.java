package dev.dryrack.cli.study;

import dev.dryrack.cli.scenario.EconomicsKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.Setting;
import dev.dryrack.serving.economics.Ledger;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.serving.planning.PlanPoint;
import dev.dryrack.serving.planning.PlanSearch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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

  /**
   * What something costs in US dollars; NaN if no such plan can serve the model at that speed.
   *
   * @param task all calls of a task
   * @param input a million input tokens that are computed
   * @param output a million output tokens
   */
  record Usd(double task, double input, double output) {

    static final Usd NONE = new Usd(Double.NaN, Double.NaN, Double.NaN);

    Usd times(double factor, double calls) {
      return new Usd(task * factor * calls, input * factor, output * factor);
    }
  }

  private static final List<ScenarioKey<?>> MULTIPLIED =
      List.of(ModelKeys.PARAMS, ModelKeys.ACTIVE, LoadKeys.ISL, LoadKeys.OSL);

  /** Calls of a task. */
  static final double CALLS = 10;

  /** Share of their input that is not found in a cache. */
  static final double FRESH = 0.1;

  private final StudyKit kit;
  private final Scenario base;
  private final Map<String, Usd> known = new HashMap<>();

  /**
   * @param base the predecessor, without uncertain values
   */
  TokenCost(StudyKit kit, Scenario base) {
    this.kit = kit;
    this.base = base;
  }

  /** US dollars of a task and of its tokens. */
  Usd of(Times times) {
    double calls = CALLS * times.harness();
    double fresh = Math.min(1, FRESH * times.harness());
    String[] changes = changes(times);
    String key = String.join(" ", changes);
    Usd call = known.get(key);
    if (call == null) {
      call = call(fresh, changes);
      known.put(key, call);
    }
    return call.times(times.idle(), calls);
  }

  /** US dollars of a task. */
  double perTask(Times times) {
    return of(times).task();
  }

  private String[] changes(Times times) {
    List<String> changes = new ArrayList<>();
    for (Setting<?> setting : kit.scenario().uncertain()) {
      if (!MULTIPLIED.contains(setting.key())) {
        Setting<?> fixed = Objects.requireNonNull(base.setting(setting.key()));
        changes.add(setting.key().path() + "=" + fixed.print());
      }
    }
    changes.add("model.params=" + Math.round(base.get(ModelKeys.PARAMS) * times.total()));
    changes.add("model.active=" + Math.round(base.get(ModelKeys.ACTIVE) * times.active()));
    changes.add("load.isl=" + Math.round(base.get(LoadKeys.ISL) * times.harness()));
    changes.add("load.osl=" + Math.round(base.get(LoadKeys.OSL) * times.output()));
    return changes.toArray(String[]::new);
  }

  /** One call with the servers used as in the scenario. */
  private Usd call(double fresh, String... changes) {
    PlanSearch search = kit.plans(TokenCost::isDesign, changes);
    PlanPoint best = search.best();
    if (best == null) {
      return Usd.NONE;
    }
    String[] served = StudyKit.with(best, changes);
    Ledger ledger = kit.bill(kit.estimate(best.load().concurrency(), served), served).ledger();
    Scenario scenario = kit.scenario(changes).centred();
    double input = scenario.get(LoadKeys.ISL);
    double task =
        input * fresh * ledger.usdPerMillionInput()
            + input * (1 - fresh) * ledger.usdPerMillionCached()
            + scenario.get(LoadKeys.OSL) * ledger.usdPerMillionOutput();
    return new Usd(task / 1e6, ledger.usdPerMillionInput(), ledger.usdPerMillionOutput());
  }

  /** The closed form of a model at the most users that get their tokens in time. */
  Estimate estimate(Times times) {
    String[] changes = changes(times);
    PlanPoint best = Objects.requireNonNull(kit.plans(TokenCost::isDesign, changes).best());
    return kit.estimate(best.load().concurrency(), StudyKit.with(best, changes));
  }

  private static boolean isDesign(ShardingPlan plan) {
    return plan.ep() == plan.gpus();
  }

  /** Share of the time that the servers are used in. */
  double utilization() {
    return base.get(EconomicsKeys.UTILIZATION);
  }
}
