package dev.dryrack.cli.resolve;

import dev.dryrack.cli.process.InputException;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioCheck;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.cli.scenario.type.PoolSizes;
import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.facts.FactPosition;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import dev.dryrack.serving.fit.FitAdvisor;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.model.WeightRecipes;
import dev.dryrack.serving.plan.PlanRules;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notes names that nothing has and plans that are impossible, each where it was written, so that
 * they are told together with all other mistakes. A plan beside an unknown model or system is
 * judged by the one that was probably meant.
 *
 * <p>That a model or a system is not named at all is told later: it may be named under a misspelt
 * key. What is wrong inside a file that the scenario names is bad data: that is told when the file
 * is used, too.
 */
public final class MeaningCheck implements ScenarioCheck {

  private static final List<ScenarioKey<?>> PLAN =
      List.of(
          PlanKeys.TP,
          PlanKeys.PP,
          PlanKeys.ATTENTION_DP,
          PlanKeys.EP,
          PlanKeys.MOE_TP,
          PlanKeys.REDUNDANT_EXPERTS,
          PlanKeys.REPLICAS,
          PlanKeys.EXPERT_PARALLEL,
          SystemKeys.GPUS,
          SystemKeys.RACKS);

  private final Surroundings surroundings;

  public MeaningCheck(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void check(Scenario scenario, Predicate<ScenarioKey<?>> unreadable, Problems problems) {
    Resolver resolver = new Resolver(scenario, surroundings);
    boolean modelReadable =
        !unreadable.test(ModelKeys.MODEL)
            && !unreadable.test(ModelKeys.PARAMS)
            && !unreadable.test(ModelKeys.ACTIVE);
    ModelArchitecture model = modelReadable ? noted(resolver::model, problems) : null;
    boolean systemReadable = !unreadable.test(SystemKeys.SYSTEM);
    SystemSpec system = systemReadable ? noted(resolver::system, problems) : null;
    WeightRecipe weights = noted(() -> weights(scenario, model), problems);
    if (model != null) {
      noted(() -> resolver.limits(model), problems);
    }
    ModelArchitecture likelyModel = model == null ? meantModel(scenario) : model;
    SystemSpec likelySystem = system == null ? meantSystem(scenario, resolver) : system;
    if (likelyModel != null && likelySystem != null && PLAN.stream().noneMatch(unreadable)) {
      boolean sure = model != null && system != null;
      String whose =
          sure ? "" : " (if " + likelyModel.id() + " on " + likelySystem.id() + " is meant)";
      PoolScenarios pools = PoolScenarios.of(scenario);
      if (pools == null) {
        plan(scenario, likelyModel, likelySystem, weights, whose, problems);
      } else {
        pool(pools.prefill(), likelyModel, whose, problems);
        pool(pools.decode(), likelyModel, whose, problems);
      }
    }
  }

  private void pool(Scenario alone, ModelArchitecture model, String whose, Problems problems) {
    SystemSpec system = noted(new Resolver(alone, surroundings)::system, problems);
    WeightRecipe weights = noted(() -> weights(alone, model), problems);
    if (system != null) {
      plan(alone, model, system, weights, whose, problems);
    }
  }

  private static void plan(
      Scenario scenario,
      ModelArchitecture model,
      SystemSpec system,
      @Nullable WeightRecipe asked,
      String whose,
      Problems problems) {
    PlanChoice choice = noted(() -> PlanChoice.of(scenario, model, system), problems);
    if (choice == null || choice.plan() == null) {
      return;
    }
    ShardingPlan plan = choice.plan();
    WeightRecipe weights = asked == null ? FitAdvisor.usualWeights(model) : asked;
    try {
      Cluster cluster = new Cluster(system, choice.gpus());
      for (String problem : new PlanRules(model, weights).problems(plan, cluster)) {
        problems.add(place(scenario, problem), ofPools(scenario, problem) + whose);
      }
    } catch (IllegalArgumentException e) {
      problems.add(place(scenario, "gpus"), e.getMessage() + whose);
    }
  }

  /** Pools say how many replicas there are, so nobody is told to change their number. */
  private static String ofPools(Scenario scenario, String problem) {
    int remedy = problem.indexOf(": use replicas = ");
    PoolSizes.Sizes pools = scenario.find(PlanKeys.POOLS);
    return remedy < 0 || pools == null
        ? problem
        : problem.substring(0, remedy)
            + ": "
            + pools
            + " are "
            + pools.replicas()
            + " replicas; change the pools, the degrees or the number of GPUs";
  }

  /**
   * Where the plan of a problem was written: at the first key that is its subject, all that stands
   * before the first equals sign, else at the first key of the plan.
   */
  private static FactPosition place(Scenario scenario, String problem) {
    String subject = " " + problem.split(" = ", 2)[0] + " ";
    FactPosition first = null;
    for (ScenarioKey<?> key : PLAN) {
      if (scenario.isSet(key)) {
        String name = key.path().substring(key.path().indexOf('.') + 1);
        if (subject.contains(" " + name + " ")) {
          return scenario.position(key);
        }
        first = first == null ? scenario.position(key) : first;
      }
    }
    return first == null ? scenario.position(SystemKeys.SYSTEM) : first;
  }

  private static @Nullable WeightRecipe weights(
      Scenario scenario, @Nullable ModelArchitecture model) {
    String name = scenario.find(ModelKeys.QUANTIZATION);
    if (name == null || name.strip().equalsIgnoreCase("auto")) {
      return null;
    }
    try {
      return model == null ? WeightRecipes.of(name) : WeightRecipes.of(name, model);
    } catch (IllegalArgumentException e) {
      throw scenario.mistake(ModelKeys.QUANTIZATION, String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable ModelArchitecture meantModel(Scenario scenario) {
    ModelCatalog catalog = ModelCatalog.builtIn();
    return Suggestion.closest(scenario.getOr(ModelKeys.MODEL, ""), catalog.ids())
        .map(catalog::model)
        .orElse(null);
  }

  private static @Nullable SystemSpec meantSystem(Scenario scenario, Resolver resolver) {
    try {
      var catalog = resolver.systems();
      return Suggestion.closest(scenario.getOr(SystemKeys.SYSTEM, ""), catalog.systemNames())
          .map(catalog::system)
          .orElse(null);
    } catch (InputException e) {
      return null;
    }
  }

  /** What is read; null if it is a mistake, which is noted, or rests on a broken file. */
  private static <T> @Nullable T noted(Supplier<@Nullable T> reading, Problems problems) {
    try {
      return reading.get();
    } catch (UsageException e) {
      FactPosition place = e.place();
      if (place != null) {
        problems.add(place, e.reason());
      }
      return null;
    } catch (InputException e) {
      return null;
    }
  }
}
