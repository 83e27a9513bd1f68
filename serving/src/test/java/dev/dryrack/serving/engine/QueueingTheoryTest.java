package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.plan.EngineLimits;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Where the engine is a queue with one server (one sequence at a time, steps of constant length),
 * it waits as queueing theory says. Expected values: Pollaczek-Khinchine, mean wait = λ E[S²] / (2
 * (1 − ρ)), for M/D/1 ρ S / (2 (1 − ρ)). Tolerance: about 4 standard errors at these sample sizes.
 */
class QueueingTheoryTest {

  /** One millisecond a step, whatever is in it. */
  private static final LinearPrice STEP = new LinearPrice(1_000_000_000L, 0, 0, 0, 0);

  private static final double STEP_SECONDS = 1e-3;

  private static RunResult run(double rate, long requests, PoissonSource.Lengths outputs)
      throws IOException {
    EngineLimits one = new EngineLimits(1, 100, 0, 16, 0.9, 100_000);
    ServingSetup setup = ServingSetup.builder(STEP, one).kv(10_000, 16, 0).build();
    return new ServingSimulation(setup)
        .run(new PoissonSource(20261124, rate, requests, 10, outputs));
  }

  @Test
  @Tag("slow")
  void oneTokenOutputsOneAtATimeWaitAsAnMD1Queue() throws IOException {
    double load = 0.7;
    RunResult result = run(load / STEP_SECONDS, 1_000_000, PoissonSource.fixed(1));
    double expected = load * STEP_SECONDS / (2 * (1 - load));
    assertThat(result.latencies().queueing().mean()).isCloseTo(expected, withinPercentage(2));
    assertThat(result.latencies().ttft().mean())
        .isCloseTo(expected + STEP_SECONDS, withinPercentage(2));
    assertThat(result.replicas().get(0).busyFraction()).isCloseTo(load, withinPercentage(0.5));
    assertThat(result.replicas().get(0).meanWaiting())
        .as("Little's law")
        .isCloseTo(
            result.latencies().queueing().mean() * result.throughput().requestsPerSecond(),
            withinPercentage(0.001));
  }

  @Test
  @Tag("slow")
  void memorylessOutputsOneAtATimeWaitAsAnMM1Queue() throws IOException {
    double load = 0.6;
    double mean = 50;
    double service = mean * STEP_SECONDS;
    RunResult result = run(load / service, 400_000, PoissonSource.geometric(mean));
    // E[S²] of the geometric distribution, 2 m² − m steps, is an exponential's but for the − m.
    double square = (2 * mean * mean - mean) * STEP_SECONDS * STEP_SECONDS;
    double expected = load / service * square / (2 * (1 - load));
    assertThat(result.latencies().queueing().mean()).isCloseTo(expected, withinPercentage(3));
    assertThat(result.latencies().e2e().mean()).isCloseTo(expected + service, withinPercentage(3));
    double continuous = load * service / (1 - load);
    assertThat(expected).as("the M/M/1 value").isCloseTo(continuous, withinPercentage(1.01));
  }

  @Test
  void withoutQueueingARequestTakesItsStepsAndNothingElse() throws IOException {
    LinearPrice price = new LinearPrice(1_000_000, 1_000, 100, 10, 7);
    ServingSetup setup =
        ServingSetup.builder(price, new EngineLimits(8, 40, 0, 16, 0.9, 1_000))
            .kv(100, 16, 0)
            .build();
    RunResult result =
        new ServingSimulation(setup).run(new PoissonSource(1, 1, 1, 100, PoissonSource.fixed(3)));
    // Chunks of 40, 40 and 20; then two decodes with contexts of 101 and 102.
    long prefill = 3 * 1_000_000 + 100 * 1_000 + 100 * 7;
    long decode = 2 * (1_000_000 + 1_000 + 100) + (101 + 102) * 10;
    assertThat(result.endPicos()).isEqualTo(prefill + decode);
    assertThat(result.latencies().ttft().mean()).isEqualTo(Math.round(prefill / 1e3) * 1e-9);
    assertThat(result.throughput().outputTokensPerSecond())
        .isEqualTo(3 / ((prefill + decode) / 1e12));
  }
}
