package dev.dryrack.serving.cost;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.PlanRules;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every model of the catalogue has a price under every kind of plan on every system. */
final class CataloguePricesTest {

  private static final EngineLimits LIMITS = new EngineLimits(256, 2048, 0, 16, 0.9, 32_768);

  private static final List<ShardingPlan> PLANS =
      List.of(
          new ShardingPlan(1, 1, 1, 1, 1, 1),
          new ShardingPlan(8, 1, 1, 1, 8, 1),
          new ShardingPlan(4, 2, 1, 1, 4, 1),
          new ShardingPlan(8, 1, 1, 8, 1, 1),
          new ShardingPlan(1, 1, 8, 8, 1, 1),
          new ShardingPlan(1, 1, 8, 1, 8, 1),
          new ShardingPlan(2, 1, 4, 8, 1, 1),
          new ShardingPlan(2, 2, 2, 4, 1, 1));

  private static final List<WeightRecipe> RECIPES =
      List.of(WeightRecipe.BF16, WeightRecipe.FP8, WeightRecipe.NVFP4, WeightRecipe.INT4);

  @Test
  void allModelsOnAllSystemsUnderAllKindsOfPlan() {
    int priced = 0;
    for (String id : ModelCatalog.builtIn().ids()) {
      ModelArchitecture model = ModelCatalog.builtIn().model(id);
      List<SystemSpec> systems = SystemCatalog.builtIn().systems();
      for (int i = 0; i < PLANS.size(); i++) {
        SystemSpec system = systems.get((priced + i) % systems.size());
        ShardingPlan plan = PLANS.get(i);
        if (plan.gpus() > system.maxGpus()) {
          continue;
        }
        Cluster cluster = new Cluster(system, plan.gpus());
        if (!PlanRules.problems(model, plan, cluster).isEmpty()) {
          continue;
        }
        WeightRecipe recipe = RECIPES.get((priced + i) % RECIPES.size());
        check(new Deployment(model, recipe, Precision.FP8, plan, cluster));
        priced++;
      }
    }
    assertTrue(priced > 100, "priced " + priced);
  }

  private static void check(Deployment deployment) {
    String what =
        deployment.model().id()
            + " "
            + deployment.plan().label()
            + " on "
            + deployment.cluster().system().id();
    CompiledStepPrice price = new StepCostModel(deployment, LIMITS, CostSettings.DEFAULT).compile();
    int ranks = deployment.plan().attentionDp();
    long alone = price.stepPicos(StepShape.decode(1, 1000, ranks));
    long full = price.stepPicos(StepShape.decode(128, 1000, ranks));
    long prompt = price.stepPicos(StepShape.prefill(1000, 2, ranks));
    assertTrue(alone > 100_000_000, what + ": a step takes " + alone + " ps");
    assertTrue(full > alone, what);
    assertTrue(prompt > alone, what);
    assertTrue(prompt < 60_000_000_000_000L, what + ": a prompt step takes " + prompt + " ps");
  }
}
