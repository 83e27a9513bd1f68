package dev.dryrack.benchmarks.engine;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.cost.StepCostModel;
import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.engine.ServingSimulation;
import dev.dryrack.serving.engine.Speculation;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * How the engine's cost grows with requests, lockstep ranks, replicas and drafts: a table on
 * standard output. The load of a rank stays the same. Each case runs several times in one JVM; the
 * best of the CPU times of the simulating thread is shown, since other load only adds to it.
 */
public final class EngineScaling {

  private static final EngineLimits LIMITS = new EngineLimits(256, 8192, 0, 16, 0.9, 131_072);
  private static final int BLOCKS = 40_000;
  private static final int MOST_ROUNDS = 5;

  /** A case that takes longer is not repeated. */
  private static final long ENOUGH_NANOS = 8_000_000_000L;

  private EngineScaling() {}

  /**
   * Runs all cases.
   *
   * @param arguments {@code --quick} leaves out the largest
   */
  public static void main(String[] arguments) throws IOException {
    boolean quick = arguments.length == 1 && arguments[0].equals("--quick");
    if (arguments.length > (quick ? 1 : 0)) {
      throw new IllegalArgumentException("usage: EngineScaling [--quick]");
    }
    System.out.println(
        "| what grows | requests | sequences at once | rank-steps | CPU s | CPU ns a request"
            + " | CPU ns a rank-step |\n|---|---:|---:|---:|---:|---:|---:|");
    StepPrice one = price("llama-3.1-70b", WeightRecipe.BF16, Precision.BF16, 4, 1, "h100");
    for (long requests : new long[] {10_000, 100_000, 1_000_000, 10_000_000}) {
      if (!quick || requests < 10_000_000) {
        row("requests", setup(one, 1, 1).build(), 3, 200, requests);
      }
    }
    StepPrice rack = price("8t-a160b", WeightRecipe.NVFP4, Precision.FP8, 1, 72, "gb200-nvl72");
    for (int ranks : new int[] {8, 72, 256, 1024, 4096}) {
      row("lockstep ranks: " + ranks, setup(rack, 1, ranks).build(), ranks / 14.0, 400, 50_000);
    }
    for (int replicas : new int[] {1, 10, 100, 1000}) {
      String name = "replicas of one rank: " + replicas;
      row(name, setup(one, replicas, 1).build(), 3.0 * replicas, 200, 200_000);
    }
    for (int racks : new int[] {1, 10, 100, 1389}) {
      if (!quick || racks <= 100) {
        String name = "racks of 72 ranks: " + racks + " (" + 72 * racks + " GPUs)";
        row(name, setup(rack, racks, 72).build(), 5.0 * racks, 400, 200L * racks);
      }
    }
    for (int tokens : new int[] {1, 3}) {
      double[] accepted = {0.8, 0.6, 0.4};
      Speculation drafts = new Speculation(Arrays.copyOf(accepted, tokens), 0, 1);
      ServingSetup.Builder setup = setup(one, 1, 1).speculation(drafts);
      row("drafts of " + tokens + " on one rank", setup.build(), 10, 200, 200_000);
    }
    row("plain decoding at the same rate", setup(one, 1, 1).build(), 10, 200, 200_000);
  }

  private static StepPrice price(
      String model, WeightRecipe weights, Precision cache, int tp, int ranks, String system) {
    Deployment deployment =
        new Deployment(
            ModelCatalog.builtIn().model(model),
            weights,
            cache,
            new ShardingPlan(tp, 1, ranks, ranks, 1, 1),
            new Cluster(SystemCatalog.builtIn().system(system), tp * ranks));
    return new StepCostModel(deployment, LIMITS, CostSettings.DEFAULT).compile();
  }

  private static ServingSetup.Builder setup(StepPrice price, int replicas, int ranks) {
    return ServingSetup.builder(price, LIMITS)
        .replicas(replicas, ranks, ranks)
        .routers(RouterKind.LEAST_REQUESTS, RouterKind.LEAST_REQUESTS)
        .kv(BLOCKS, LIMITS.blockSize(), 0);
  }

  private static void row(
      String name, ServingSetup setup, double requestsPerSecond, int outputTokens, long requests)
      throws IOException {
    SyntheticLoad load = SyntheticLoad.of(requestsPerSecond, 1, 1000, outputTokens, 1);
    long best = Long.MAX_VALUE;
    long spent = 0;
    RunResult result = null;
    for (int round = 0; round < MOST_ROUNDS && spent < ENOUGH_NANOS; round++) {
      try (RequestSource source = load.open(requests, new RandomStreams(1, 0))) {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        result = new ServingSimulation(setup).run(source);
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
        best = Math.min(best, nanos);
        spent += nanos;
      }
    }
    if (result == null || result.requests().finished() != requests) {
      throw new IllegalStateException(name + ": not all requests finished");
    }
    long rankSteps = 0;
    double running = 0;
    for (ReplicaResult replica : result.replicas()) {
      rankSteps += replica.steps() * setup.ranksPerReplica();
      running += replica.meanRunning();
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %,d | %,.0f | %,d | %.2f | %,.0f | %.1f |%n",
        name,
        requests,
        running,
        rankSteps,
        best * 1e-9,
        (double) best / requests,
        (double) best / rankSteps);
  }
}
