package dev.dryrack.benchmarks.engine;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.cost.StepCostModel;
import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.engine.Rejection;
import dev.dryrack.serving.engine.RequestRecorder;
import dev.dryrack.serving.engine.RequestView;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.engine.ServingSimulation;
import dev.dryrack.serving.engine.StateSampler;
import dev.dryrack.serving.engine.StepObserver;
import dev.dryrack.serving.engine.StepView;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures the engine with the compiled prices of real deployments and all metrics, and writes a
 * table. Each case runs several times in one JVM; the best of the CPU times of the simulating
 * thread is shown, since other load only adds to it. Behind it what {@link EngineAllocation} found,
 * which fails the run if it is not 0.
 */
public final class EngineReport {

  private static final EngineLimits LIMITS = new EngineLimits(256, 8192, 0, 16, 0.9, 131_072);
  private static final int BLOCKS = 40_000;
  private static final int ROUNDS = 7;
  private static final long SECOND_PICOS = 1_000_000_000_000L;

  /** What watches a run. */
  private enum Watcher {
    NONE,
    EVERYTHING
  }

  /** A system under a load. */
  private record Case(
      String name, ServingSetup setup, SyntheticLoad load, long requests, Watcher watcher) {}

  private EngineReport() {}

  /**
   * Runs all cases.
   *
   * @param arguments {@code OUTPUT.md}
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("usage: EngineReport OUTPUT.md");
    }
    StringBuilder table = new StringBuilder();
    table.append("| case | sequences at once | requests per CPU-s | steps per CPU-s ");
    table.append("| CPU ns a request | CPU ns a rank-step |\n|---|---:|---:|---:|---:|---:|\n");
    for (Case one : cases()) {
      table.append(row(one));
    }
    EngineAllocation allocation =
        new EngineAllocation(
            price("llama-3.1-70b", WeightRecipe.BF16, Precision.BF16, 4, 1, "h100"));
    table.append('\n').append(allocation.table()).append('\n');
    table.append(
        allocation.failures().isEmpty()
            ? "The gate holds: 0 bytes a step.\n"
            : "GATES THAT FAIL: " + String.join("; ", allocation.failures()) + ".\n");
    Files.writeString(Path.of(arguments[0]), table);
    if (!allocation.failures().isEmpty()) {
      System.exit(1);
    }
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    StepPrice llama = price("llama-3.1-70b", WeightRecipe.BF16, Precision.BF16, 4, 1, "h100");
    for (double rate : new double[] {3, 10}) {
      cases.add(
          new Case(
              "Llama-3.1-70B, TP4 on H100, 1,000 in / 200 out, Poisson " + (int) rate + "/s",
              setup(llama, 1),
              SyntheticLoad.of(rate, 1, 1000, 200, 1),
              400_000,
              Watcher.NONE));
    }
    cases.add(
        new Case(
            "the same at 3/s, with a recorder, an observer of each step and samples each second",
            setup(llama, 1),
            SyntheticLoad.of(3, 1, 1000, 200, 1),
            400_000,
            Watcher.EVERYTHING));
    StepPrice nvl72 = price("8t-a160b", WeightRecipe.FP8, Precision.FP8, 1, 72, "gb200-nvl72");
    for (double rate : new double[] {5, 20}) {
      cases.add(
          new Case(
              "8T-A160B on 72 lockstep ranks, 1,000 in / 400 out, Poisson " + (int) rate + "/s",
              setup(nvl72, 72),
              SyntheticLoad.of(rate, 1, 1000, 400, 1),
              (long) (20_000 * rate),
              Watcher.NONE));
    }
    cases.add(
        new Case(
            "the same price on 1,024 lockstep ranks, Poisson 5/s",
            setup(nvl72, 1024),
            SyntheticLoad.of(5, 1, 1000, 400, 1),
            30_000,
            Watcher.NONE));
    return cases;
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

  private static ServingSetup setup(StepPrice price, int ranks) {
    return ServingSetup.builder(price, LIMITS)
        .replicas(1, ranks, ranks)
        .kv(BLOCKS, LIMITS.blockSize(), 0)
        .build();
  }

  private static String row(Case one) throws IOException {
    long bestNanos = Long.MAX_VALUE;
    RunResult result = null;
    for (int round = 0; round < ROUNDS; round++) {
      try (RequestSource source = one.load().open(one.requests(), new RandomStreams(1, 0))) {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        result = simulation(one).run(source);
        bestNanos =
            Math.min(
                bestNanos, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin);
      }
    }
    if (result == null) {
      throw new IllegalStateException("no round");
    }
    ReplicaResult replica = result.replicas().get(0);
    double seconds = bestNanos * 1e-9;
    long requests = result.requests().finished();
    long rankSteps = replica.steps() * one.setup().ranksPerReplica();
    return String.format(
        Locale.ROOT,
        "| %s | %.1f | %.2f M | %.2f M | %.0f | %.1f |%n",
        one.name(),
        replica.meanRunning() / replica.busyFraction(),
        requests / seconds * 1e-6,
        replica.steps() / seconds * 1e-6,
        (double) bestNanos / requests,
        (double) bestNanos / rankSteps);
  }

  private static ServingSimulation simulation(Case one) {
    if (one.watcher() == Watcher.NONE) {
      return new ServingSimulation(one.setup());
    }
    Sums sums = new Sums();
    return new ServingSimulation(
        one.setup(), sums, sums, new StateSampler(SECOND_PICOS, sums::sample));
  }

  /** Looks at everything, and mixes what it sees so that no call is without effect. */
  private static final class Sums implements RequestRecorder, StepObserver {
    private long seen;

    private void mix(long value) {
      seen = 31 * seen + value;
    }

    @Override
    public void finished(RequestView request) {
      mix(request.finishPicos());
    }

    @Override
    public void rejected(
        long request, int promptTokens, int outputTokens, long arrivalPicos, Rejection reason) {
      mix(request);
    }

    @Override
    public void onPrefillChunk(int chunkTokens, long contextTokens) {
      mix(chunkTokens);
    }

    @Override
    public void onStep(StepView step) {
      mix(step.picos());
    }

    void sample(StateSampler.Sample sample) {
      mix(sample.usedBlocks());
    }
  }
}
