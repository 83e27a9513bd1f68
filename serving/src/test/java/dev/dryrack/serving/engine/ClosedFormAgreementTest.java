package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.cost.CompiledStepPrice;
import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.cost.StepCostModel;
import dev.dryrack.serving.cost.StepShape;
import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Where nothing queues, the simulation takes to the picosecond what the closed form's prices sum
 * to: one cost kernel, two solvers.
 */
class ClosedFormAgreementTest {

  private static final EngineLimits LIMITS = new EngineLimits(256, 8192, 0, 16, 0.9, 32_768);

  private static CompiledStepPrice price(
      String model, WeightRecipe weights, ShardingPlan plan, String system) {
    Cluster cluster = new Cluster(SystemCatalog.builtIn().system(system), plan.gpus());
    Deployment deployment =
        new Deployment(ModelCatalog.builtIn().model(model), weights, Precision.FP8, plan, cluster);
    return new StepCostModel(deployment, LIMITS, CostSettings.DEFAULT).compile();
  }

  private static void check(CompiledStepPrice price, int ranks, int perRank) throws IOException {
    int prompt = 100;
    int output = 200;
    List<Sequence> requests = new ArrayList<>();
    for (int i = 0; i < ranks * perRank; i++) {
      requests.add(new Sequence(i, 0, prompt, output));
    }
    Records records = new Records(requests.size());
    ServingSetup setup =
        ServingSetup.builder(price, LIMITS).replicas(1, ranks, ranks).kv(10_000, 16, 0).build();
    new ServingSimulation(setup, records, null).run(new ListSource(requests));
    long decode = 0;
    for (int token = 1; token < output; token++) {
      decode += price.stepPicos(StepShape.decode(perRank, (long) prompt + token, ranks));
    }
    for (int i = 0; i < requests.size(); i++) {
      assertThat(records.finish[i] - records.firstToken[i]).isEqualTo(decode);
    }
  }

  @Test
  void oneReplicaOnFourH100sTakesWhatItsStepsSumTo() throws IOException {
    CompiledStepPrice price =
        price("llama-3.1-70b", WeightRecipe.BF16, new ShardingPlan(4, 1, 1, 1, 4, 1), "h100");
    check(price, 1, 1);
    check(price, 1, 64);
  }

  @Test
  void seventyTwoRanksOfAnNvl72TakeWhatTheirStepsSumTo() throws IOException {
    CompiledStepPrice price =
        price("8t-a160b", WeightRecipe.FP8, new ShardingPlan(1, 1, 72, 72, 1, 1), "gb200-nvl72");
    check(price, 72, 3);
    check(price, 72, 64);
  }
}
