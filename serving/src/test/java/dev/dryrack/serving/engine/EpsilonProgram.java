package dev.dryrack.serving.engine;

import dev.dryrack.serving.plan.EngineLimits;
import java.io.IOException;
import java.util.Locale;

/**
 * What {@link EpsilonProofTest} runs in a JVM that never collects garbage: the whole serving model,
 * from the arrival of requests to the metrics, for more steps than there is memory for if each cost
 * a byte. With {@code objects}, the same with an observer that makes an object a step.
 */
final class EpsilonProgram {

  static final long STEPS_LEAST = 50_000_000;

  private static final long REQUESTS = 3_000_000;
  private static final EngineLimits LIMITS = new EngineLimits(256, 8192, 0, 16, 0.9, 131_072);

  private EpsilonProgram() {}

  public static void main(String[] arguments) throws IOException {
    LinearPrice price = new LinearPrice(16_400_000_000L, 12_000_000, 0, 65_000, 0);
    ServingSetup setup = ServingSetup.builder(price, LIMITS).kv(40_000, 16, 0).build();
    StepObserver observer = "objects".equals(arguments[0]) ? new Remembering() : null;
    long steps =
        new ServingSimulation(setup, null, observer)
            .run(new PoissonSource(1, 3, REQUESTS, 1000, PoissonSource.fixed(200)))
            .replicas()
            .get(0)
            .steps();
    System.out.println(String.format(Locale.ROOT, "%d steps", steps));
    if (steps < STEPS_LEAST) {
      throw new IllegalStateException("too few steps to prove anything: " + steps);
    }
  }

  private record Step(long endPicos) {}

  private static final class Remembering implements StepObserver {

    private Step latest = new Step(0);

    @Override
    public void onPrefillChunk(int chunkTokens, long contextTokens) {}

    @Override
    public void onStep(StepView step) {
      if (step.endPicos() < latest.endPicos) {
        throw new IllegalStateException("time goes back");
      }
      latest = new Step(step.endPicos());
    }
  }
}
