package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.estimate.Estimator;
import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The closed form against the simulation where nothing queues. They differ by design in closed
 * loops of equal lengths: a simulation goes in waves, the closed form takes requests to be spread.
 */
class EstimatorAgreementTest {

  private static final EngineLimits LIMITS = new EngineLimits(256, 8192, 0, 16, 0.9, 32_768);

  /** One system, simulated and estimated. */
  private record Pair(Estimator estimator, ShardingPlan plan) {

    static Pair of(String model, WeightRecipe weights, ShardingPlan plan, String system) {
      Cluster cluster = new Cluster(SystemCatalog.builtIn().system(system), plan.gpus());
      Deployment deployment =
          new Deployment(
              ModelCatalog.builtIn().model(model), weights, Precision.FP8, plan, cluster);
      return new Pair(new Estimator(deployment, LIMITS, CostSettings.DEFAULT), plan);
    }

    Estimate estimate(int prompt, int output, int concurrency) {
      return estimator.estimate(new SteadyLoad(prompt, output, concurrency), null);
    }

    /** Requests that are all sent at time 0, but for a limit of concurrency. */
    Records simulate(int prompt, int output, int requests, int concurrency) throws IOException {
      List<Sequence> list = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        list.add(new Sequence(i, 0, prompt, output));
      }
      Records records = new Records(requests);
      ServingSetup setup =
          ServingSetup.builder(estimator.price(), LIMITS)
              .tokenBudget(LIMITS.stepTokens(plan))
              .replicas(plan.replicas(), plan.attentionDp(), plan.gpusPerReplica())
              .kv(100_000, 16, 0)
              .maxConcurrency(concurrency)
              .build();
      new ServingSimulation(setup, records, null).run(new ListSource(list));
      return records;
    }
  }

  private static Map<String, Pair> pairs() {
    Map<String, Pair> pairs = new TreeMap<>();
    pairs.put(
        "dense, TP4",
        Pair.of("llama-3.1-70b", WeightRecipe.BF16, new ShardingPlan(4, 1, 1, 1, 4, 1), "h100"));
    pairs.put(
        "dense, TP2 PP2",
        Pair.of("llama-3.1-70b", WeightRecipe.BF16, new ShardingPlan(2, 2, 1, 1, 2, 1), "h100"));
    pairs.put(
        "experts, DP16",
        Pair.of("deepseek-v3", WeightRecipe.FP8, new ShardingPlan(1, 1, 16, 16, 1, 1), "h100"));
    pairs.put(
        "experts, two replicas of DP8",
        Pair.of("deepseek-v3", WeightRecipe.FP8, new ShardingPlan(1, 1, 8, 8, 1, 2), "h200"));
    return pairs;
  }

  private static void same(double expected, double actual, String what) {
    assertThat(actual).as(what).isCloseTo(expected, within(1e-6 * expected));
  }

  /** 20,000 tokens are three chunks, or two with the budget of a pipeline's two micro-batches. */
  @Test
  void oneRequestAloneTakesWhatTheSimulationTakes() throws IOException {
    for (Map.Entry<String, Pair> entry : pairs().entrySet()) {
      for (int prompt : new int[] {1, 1000, 8192, 20_000}) {
        String what = entry.getKey() + ", " + prompt;
        Estimate estimate = entry.getValue().estimate(prompt, 101, 1);
        Records records = entry.getValue().simulate(prompt, 101, 1, 1);
        double first = (double) records.firstToken[0] * 1e-12;
        double all = records.finish[0] * 1e-12;
        same(first, estimate.ttftSeconds().mid(), "TTFT: " + what);
        same(first, estimate.prefillSeconds().mid(), "prompt alone: " + what);
        same((all - first) / 100, estimate.tpotSeconds().mid(), "TPOT: " + what);
        same(1 / all, estimate.requestsPerSecond().mid(), "1 / E2E: " + what);
      }
    }
  }

  @Test
  void ranksThatDecodeAlikeTakeTheDecodeStepOfTheSimulation() throws IOException {
    for (Map.Entry<String, Pair> entry : pairs().entrySet()) {
      ShardingPlan plan = entry.getValue().plan();
      int requests = 64 * plan.attentionDp() * plan.replicas();
      Estimate estimate = entry.getValue().estimate(100, 201, requests);
      Records records = entry.getValue().simulate(100, 201, requests, requests);
      double step = (records.finish[0] - records.firstToken[0]) * 1e-12 / 200;
      same(step, estimate.decodeStepSeconds().mid(), entry.getKey());
    }
  }

  /** A rank with one request has nothing to spread: one prompt in every step. */
  @Test
  void requestsOfOneTokenFewerThanRanksTakeWhatTheSimulationTakes() throws IOException {
    for (Map.Entry<String, Pair> entry : pairs().entrySet()) {
      ShardingPlan plan = entry.getValue().plan();
      for (int concurrency : new int[] {1, plan.attentionDp() * plan.replicas()}) {
        String what = entry.getKey() + " at " + concurrency;
        Estimate estimate = entry.getValue().estimate(1000, 1, concurrency);
        Records records = entry.getValue().simulate(1000, 1, concurrency * 20, concurrency);
        double last = 0;
        for (long finish : records.finish) {
          last = Math.max(last, finish * 1e-12);
        }
        same(concurrency * 20 / last, estimate.requestsPerSecond().mid(), "rate: " + what);
        same(last / 20, estimate.ttftSeconds().mid(), "TTFT: " + what);
        assertThat(estimate.tpotSeconds().mid()).as(what).isNaN();
      }
    }
  }

  /** With two stages a step has twice the budget: 16,384 tokens of prompts of 4000 and 2. */
  @Test
  void aPipelineFillsTheBudgetOfAllItsMicroBatches() throws IOException {
    Pair pair =
        Pair.of("llama-3.1-70b", WeightRecipe.BF16, new ShardingPlan(2, 2, 1, 1, 2, 1), "h100");
    Estimate estimate = pair.estimate(4000, 2, 64);
    Records records = pair.simulate(4000, 2, 640, 64);
    double tpot = 0;
    double last = 0;
    for (int i = 64; i < 576; i++) {
      tpot += (records.finish[i] - records.firstToken[i]) * 1e-12 / 512;
    }
    for (long finish : records.finish) {
      last = Math.max(last, finish * 1e-12);
    }
    assertThat(estimate.tpotSeconds().mid()).isCloseTo(tpot, within(0.1 * tpot));
    assertThat(estimate.requestsPerSecond().mid()).isCloseTo(640 / last, within(64 / last));
  }
}
