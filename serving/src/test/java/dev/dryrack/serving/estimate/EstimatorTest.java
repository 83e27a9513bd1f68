package dev.dryrack.serving.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.cost.StepShape;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import org.junit.jupiter.api.Test;

final class EstimatorTest {

  private static final EngineLimits LIMITS = new EngineLimits(256, 8192, 0, 16, 0.9, 32_768);
  private static final GpuPrice THREE_DOLLARS = new GpuPrice(3, "test", "2026", "test", true);

  private static Estimator estimator(
      String model, WeightRecipe weights, ShardingPlan plan, String system) {
    Cluster cluster = new Cluster(SystemCatalog.builtIn().system(system), plan.gpus());
    return new Estimator(
        new Deployment(ModelCatalog.builtIn().model(model), weights, Precision.FP8, plan, cluster),
        LIMITS,
        CostSettings.DEFAULT);
  }

  private static Estimator llama() {
    return estimator(
        "llama-3.1-70b", WeightRecipe.BF16, new ShardingPlan(4, 1, 1, 1, 4, 1), "h100");
  }

  @Test
  void oneUserAloneDecodesAtTheDecodeStepsPace() {
    Estimator estimator = llama();
    Estimate estimate = estimator.estimate(new SteadyLoad(1000, 1001, 1), null);
    double step = estimator.price().stepPicos(StepShape.decode(1, 1500, 1)) * 1e-12;
    assertEquals(step, estimate.decodeStepSeconds().mid(), step * 1e-3);
    assertEquals(1.0 / 1001, estimate.mixedStepFraction(), 1e-9);
    assertEquals(step, estimate.tpotSeconds().mid(), step * 1e-3);
  }

  @Test
  void ratesAreConsistentWithEachOther() {
    Estimate estimate = llama().estimate(new SteadyLoad(1000, 200, 64), THREE_DOLLARS);
    double requests = estimate.requestsPerSecond().mid();
    assertEquals(requests * 200, estimate.outputTokensPerSecond().mid(), 1e-9);
    assertEquals(requests * 200 / 4, estimate.outputTokensPerSecondPerGpu().mid(), 1e-9);
    assertEquals(requests * 1200 / 4, estimate.totalTokensPerSecondPerGpu().mid(), 1e-9);
    assertEquals(
        1, estimate.tpotSeconds().mid() * estimate.outputTokensPerSecondPerUser().mid(), 1e-12);
    Money money = estimate.money();
    assertNotNull(money);
    assertEquals(3 * 4 * 24, money.usdPerDay(), 1e-9);
    double perMillion = money.usdPerDay() / (requests * 200 * 86_400) * 1e6;
    assertEquals(perMillion, money.usdPerMillionOutputTokens().mid(), perMillion * 1e-9);
    assertEquals(
        estimate.watts() / estimate.outputTokensPerSecond().mid(),
        estimate.joulesPerOutputToken().mid(),
        1e-9);
  }

  @Test
  void theBreakdownAddsUpToTheMeanStep() {
    for (int concurrency : new int[] {1, 16, 256}) {
      Estimate estimate = llama().estimate(new SteadyLoad(1000, 200, concurrency), null);
      double mixed = estimate.mixedStepFraction();
      double step =
          (1 - mixed) * estimate.decodeStepSeconds().mid()
              + mixed * estimate.mixedStepSeconds().mid();
      assertEquals(step, estimate.breakdown().seconds(), step * 1e-9);
    }
  }

  @Test
  void moreUsersMakeEachSlowerAndTheSystemFaster() {
    Estimator estimator = llama();
    double tpot = 0;
    double rate = 0;
    for (int concurrency = 1; concurrency <= 128; concurrency *= 2) {
      Estimate estimate = estimator.estimate(new SteadyLoad(500, 500, concurrency), null);
      assertTrue(estimate.tpotSeconds().mid() > tpot, "at " + concurrency);
      assertTrue(estimate.outputTokensPerSecond().mid() > rate, "at " + concurrency);
      tpot = estimate.tpotSeconds().mid();
      rate = estimate.outputTokensPerSecond().mid();
    }
  }

  @Test
  void theClosedLoopObeysLittlesLaw() {
    Estimator[] estimators = {
      llama(),
      estimator("llama-3.1-70b", WeightRecipe.BF16, new ShardingPlan(2, 2, 1, 1, 2, 2), "h100"),
      estimator("deepseek-v3", WeightRecipe.FP8, new ShardingPlan(1, 1, 64, 64, 1, 1), "h100")
    };
    for (Estimator estimator : estimators) {
      for (int isl : new int[] {1, 1000, 12_000}) {
        for (int osl : new int[] {1, 2, 10, 300}) {
          for (int concurrency : new int[] {1, 2, 10, 64, 500, 5000}) {
            SteadyLoad load = new SteadyLoad(isl, osl, concurrency);
            Estimate estimate = estimator.estimate(load, null);
            double decoding = osl == 1 ? 0 : (osl - 1) * estimate.tpotSeconds().mid();
            double inSystem =
                estimate.requestsPerSecond().mid() * (estimate.ttftSeconds().mid() + decoding);
            double expected = concurrency - estimate.waiting();
            assertEquals(expected, inSystem, 1e-6 * expected, load.toString());
          }
        }
      }
    }
  }

  @Test
  void whatWaitsGrowsOnlyWhereRequestsAreTooMany() {
    assertEquals(0, llama().estimate(new SteadyLoad(1000, 200, 64), null).waiting(), 1e-9);
    assertEquals(0, llama().estimate(new SteadyLoad(1000, 1, 8), null).waiting(), 1e-9);
    assertEquals(100 - 8.192, llama().estimate(new SteadyLoad(1000, 1, 100), null).waiting(), 1e-9);
  }

  @Test
  void requestsOfOneTokenHaveNoTimePerTokenAndNoDecodeStep() {
    Estimate estimate = llama().estimate(new SteadyLoad(1000, 1, 4), null);
    assertTrue(Double.isNaN(estimate.tpotSeconds().mid()));
    assertTrue(Double.isNaN(estimate.decodeStepSeconds().mid()));
    assertTrue(Double.isNaN(estimate.outputTokensPerSecondPerUser().mid()));
    assertEquals(1, estimate.mixedStepFraction(), 0);
    assertEquals(0, estimate.decodingPerRank(), 0);
  }

  @Test
  void promptsThatFillTheBudgetLeaveFewToDecode() {
    Estimate estimate = llama().estimate(new SteadyLoad(8000, 10, 128), null);
    assertTrue(estimate.decodingPerRank() < 20);
    assertTrue(estimate.remarks().stream().anyMatch(r -> r.contains("token budget")));
  }

  @Test
  void requestsBeyondTheLimitWait() {
    Estimate estimate = llama().estimate(new SteadyLoad(100, 100, 1000), null);
    assertTrue(estimate.waiting() > 0);
    assertTrue(estimate.remarks().stream().anyMatch(r -> r.contains("max-num-seqs")));
  }

  @Test
  void anEightTrillionModelCarriesAWideBandAndSaysWhy() {
    Estimate estimate =
        estimator(
                "8t-a160b", WeightRecipe.NVFP4, new ShardingPlan(1, 1, 72, 72, 1, 1), "gb200-nvl72")
            .estimate(new SteadyLoad(1000, 200, 720), null);
    assertTrue(estimate.evidence().relativeBand() > 0.3);
    assertTrue(estimate.remarks().stream().anyMatch(r -> r.contains("2.8T")));
    assertTrue(estimate.tpotSeconds().low() < estimate.tpotSeconds().mid());
  }
}
