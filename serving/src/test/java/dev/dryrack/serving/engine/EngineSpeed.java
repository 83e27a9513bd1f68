package dev.dryrack.serving.engine;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.cost.StepCostModel;
import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Prints requests and steps per CPU-second, with all metrics on and a linear price: run its main.
 *
 * <p>The cases are those of the prototype this engine is built after: 1,000 tokens in, 200 out, on
 * one rank at three loads; ranks in lockstep; and the real price of an 8T model.
 */
final class EngineSpeed {

  private static final EngineLimits LIMITS = new EngineLimits(256, 8192, 0, 16, 0.9, 131_072);

  private EngineSpeed() {}

  /** Runs every case, several times so that the last lines are of compiled code. */
  public static void main(String[] args) throws IOException {
    LinearPrice price = new LinearPrice(16_400_000_000L, 12_000_000, 0, 65_000, 0);
    for (int round = 0; round < 4; round++) {
      for (double rate : new double[] {3, 10, 17}) {
        report(
            rate + "/s, 1 rank",
            ServingSetup.builder(price, LIMITS).kv(40_000, 16, 0).build(),
            new PoissonSource(round, rate, 400_000, 1000, PoissonSource.fixed(200)));
      }
      report(
          "8T on an NVL72, real price",
          ServingSetup.builder(nvl72Price(), LIMITS).replicas(1, 72, 72).kv(20_000, 16, 0).build(),
          new PoissonSource(round, 20, 300_000, 1000, PoissonSource.uniform(100, 700)));
      for (int ranks : new int[] {72, 1024}) {
        report(
            "0.5/s a rank, " + ranks + " ranks",
            ServingSetup.builder(
                    new LinearPrice(27_000_000_000L, 50_000_000, 20_000_000, 40_000, 0), LIMITS)
                .replicas(1, ranks, ranks)
                .kv(20_000, 16, 0)
                .build(),
            new PoissonSource(
                round, 0.5 * ranks, 3_000L * ranks, 1000, PoissonSource.uniform(100, 700)));
      }
    }
  }

  private static StepPrice nvl72Price() {
    Deployment deployment =
        new Deployment(
            ModelCatalog.builtIn().model("8t-a160b"),
            WeightRecipe.FP8,
            Precision.FP8,
            new ShardingPlan(1, 1, 72, 72, 1, 1),
            new Cluster(SystemCatalog.builtIn().system("gb200-nvl72"), 72));
    return new StepCostModel(deployment, LIMITS, CostSettings.DEFAULT).compile();
  }

  private static void report(String name, ServingSetup setup, PoissonSource source)
      throws IOException {
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    RunResult result = new ServingSimulation(setup).run(source);
    double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) * 1e-9;
    ReplicaResult replica = result.replicas().get(0);
    System.out.printf(
        Locale.ROOT,
        "%-26s %8d requests, batch %6.1f, %8d steps, %.3f CPU-s: %.2fM requests/s, %.1f ns/step,"
            + " %.2f ns/rank-step%n",
        name,
        result.requests().finished(),
        replica.meanRunning() / replica.busyFraction(),
        replica.steps(),
        seconds,
        result.requests().finished() / seconds * 1e-6,
        seconds / replica.steps() * 1e9,
        seconds / replica.steps() * 1e9 / setup.ranksPerReplica());
  }
}
