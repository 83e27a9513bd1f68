package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.workload.RequestSource;
import java.io.IOException;
import java.util.Locale;

/**
 * What {@link EpsilonProofTest} runs in a JVM that never collects garbage: the whole serving model,
 * from the arrival of requests to the metrics, under every schedule, with prefix caches, in pools,
 * and one replica for long. The heap has room for what is set up and little more: an object a step
 * in any of them does not fit. With {@code objects}, the same with an observer that makes an object
 * a step.
 */
final class EpsilonProgram {

  private static final long STEPS_LEAST = 50_000_000;

  private static final long REQUESTS = 1_900_000;
  private static final long REQUESTS_OF_OTHERS = 500_000;
  private static final EngineLimits LIMITS = new EngineLimits(256, 8192, 0, 16, 0.9, 131_072);
  private static final EngineLimits SMALL = new EngineLimits(64, 2048, 0, 16, 0.9, 10_000);
  private static final LinearPrice PRICE =
      new LinearPrice(16_400_000_000L, 12_000_000, 0, 65_000, 0);

  private final boolean objects;
  private long steps;

  private EpsilonProgram(boolean objects) {
    this.objects = objects;
  }

  public static void main(String[] arguments) throws IOException {
    EpsilonProgram program = new EpsilonProgram("objects".equals(arguments[0]));
    program.runAll();
    if (program.steps < STEPS_LEAST) {
      throw new IllegalStateException("too few steps to prove anything: " + program.steps);
    }
  }

  private void runAll() throws IOException {
    for (Scheduling schedule : AllocationTest.schedules()) {
      run(
          schedule.policy().id(),
          ServingSetup.builder(PRICE, SMALL)
              .replicas(1, 3, 3)
              .kv(300, 16, 1)
              .maxConcurrency(128)
              .scheduling(schedule)
              .build(),
          poisson(1e6));
    }
    run(
        "prefix caches",
        ServingSetup.builder(PRICE, SMALL)
            .replicas(2, 2, 2)
            .kv(2_000, 16, 0)
            .prefixCaching(PrefixCaching.VLLM)
            .maxConcurrency(64)
            .build(),
        new PrefixSource(3, 2_000, (int) REQUESTS_OF_OTHERS, 62, 31, 20, 60));
    run(
        "pools",
        ServingSetup.builder(PRICE, SMALL)
            .replicas(5, 4, 4)
            .kv(500, 16, 1)
            .disaggregation(new Disaggregation(2, 3, 1_000_000, 9_000))
            .build(),
        poisson(100));
    run(
        "one replica",
        ServingSetup.builder(PRICE, LIMITS).kv(40_000, 16, 0).build(),
        new PoissonSource(1, 3, REQUESTS, 1000, PoissonSource.fixed(200)));
  }

  private static RequestSource poisson(double rate) {
    return new PoissonSource(7, rate, REQUESTS_OF_OTHERS, 300, PoissonSource.uniform(1, 200));
  }

  private void run(String name, ServingSetup setup, RequestSource requests) throws IOException {
    StepObserver observer = objects ? new Remembering() : null;
    long taken =
        new ServingSimulation(setup, null, observer)
            .run(requests).replicas().stream().mapToLong(ReplicaResult::steps).sum();
    System.out.println(
        String.format(
            Locale.ROOT,
            "%s: %d steps, %d bytes of the heap used",
            name,
            taken,
            Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()));
    steps += taken;
  }

  private record Step(long endPicos) {}

  private static final class Remembering implements StepObserver {

    private Step latest = new Step(0);

    @Override
    public void onPrefillChunk(int chunkTokens, long contextTokens) {}

    @Override
    public void onStep(StepView step) {
      latest = new Step(Math.max(latest.endPicos, step.endPicos()));
    }
  }
}
