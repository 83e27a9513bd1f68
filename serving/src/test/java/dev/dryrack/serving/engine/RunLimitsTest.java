package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.metrics.RunEnd;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.metrics.Slo;
import dev.dryrack.serving.plan.EngineLimits;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How runs end, what is measured of them and what is refused. */
class RunLimitsTest {

  private static final long MILLI = 1_000_000_000L;
  private static final LinearPrice STEP = new LinearPrice(MILLI, 0, 0, 0, 0);
  private static final EngineLimits LIMITS = new EngineLimits(4, 100, 0, 16, 0.9, 1_000);

  private static ServingSetup.Builder setup() {
    return ServingSetup.builder(STEP, LIMITS).kv(40, 16, 0);
  }

  private static List<Sequence> tenRequestsOfTwentyMillis() {
    return IntStream.range(0, 10)
        .mapToObj(i -> new Sequence(i, i * (100 * MILLI), 10, 20))
        .toList();
  }

  @Test
  void aHorizonCutsTheRunAndCountsWhatIsUnfinished() throws IOException {
    ServingSetup setup = setup().horizonPicos(410 * MILLI + 1).build();
    RunResult result =
        new ServingSimulation(setup).run(new ListSource(tenRequestsOfTwentyMillis()));
    assertThat(result.end()).isEqualTo(RunEnd.HORIZON);
    assertThat(result.endPicos()).isEqualTo(410 * MILLI + 1);
    assertThat(result.requests().arrived()).isEqualTo(5);
    assertThat(result.requests().finished()).isEqualTo(4);
    assertThat(result.requests().running()).isEqualTo(1);
    assertThat(result.requests().waiting()).isZero();
    assertThat(result.tokens().emittedTokens()).isEqualTo(4 * 20 + 10);
    assertThat(result.replicas().get(0).busyFraction())
        .as("the step that is cut off counts in part")
        .isEqualTo((4 * 20 * MILLI + 10 * MILLI + 1) / (double) result.endPicos());
  }

  @Test
  void aStopReturnsWhatThereIs() throws IOException {
    Records records = new Records(10);
    ServingSimulation[] running = new ServingSimulation[1];
    StepObserver stopper = stopAfter(300 * MILLI, running);
    running[0] = new ServingSimulation(setup().build(), records, stopper);
    RunResult result = running[0].run(new ListSource(tenRequestsOfTwentyMillis()));
    assertThat(result.end()).isEqualTo(RunEnd.STOPPED);
    assertThat(result.requests().finished()).isEqualTo(3).isEqualTo(records.finished);
    assertThat(result.requests().unfinished()).isEqualTo(1);
    assertThat(result.endPicos()).isEqualTo(301 * MILLI);
  }

  @Test
  void aStopInTheMiddleOfUndisturbedDecodingReturnsWhatThereIs() throws IOException {
    ServingSimulation[] running = new ServingSimulation[1];
    running[0] = new ServingSimulation(setup().build(), null, stopAfter(300 * MILLI, running));
    RunResult result = running[0].run(new ListSource(List.of(new Sequence(0, 0, 1, 600))));
    assertThat(result.end()).isEqualTo(RunEnd.STOPPED);
    assertThat(result.requests().running()).isEqualTo(1);
    assertThat(result.endPicos()).isGreaterThan(300 * MILLI);
  }

  @Test
  void aStopBeforeTheRunEndsItAtOnce() throws IOException {
    ServingSimulation simulation = new ServingSimulation(setup().build());
    simulation.stop();
    RunResult result = simulation.run(new ListSource(tenRequestsOfTwentyMillis()));
    assertThat(result.end()).isEqualTo(RunEnd.STOPPED);
    assertThat(result.requests().arrived()).isZero();
  }

  @Test
  void requestsThatCouldNeverBeServedAreRejectedWithTheReason() throws IOException {
    List<Sequence> requests =
        List.of(
            new Sequence(0, 0, 990, 11),
            new Sequence(1, 0, 640, 1),
            new Sequence(2, 0, 640, 2),
            new Sequence(3, 5, 3, 3));
    Records records = new Records(4);
    RunResult result =
        new ServingSimulation(setup().build(), records, null).run(new ListSource(requests));
    assertThat(result.requests().rejectedByReason())
        .isEqualTo(Map.of("exceeds-max-model-len", 1L, "exceeds-kv-capacity", 1L));
    assertThat(records.rejected).containsExactly(true, false, true, false);
    assertThat(result.requests().arrived()).isEqualTo(4);
    assertThat(result.requests().finished()).isEqualTo(2);
  }

  @Test
  void aWarmUpLeavesOutRequestsSentAndTokensEmittedInIt() throws IOException {
    ServingSetup setup = setup().warmupPicos(210 * MILLI).build();
    RunResult result =
        new ServingSimulation(setup).run(new ListSource(tenRequestsOfTwentyMillis()));
    assertThat(result.requests().finished()).isEqualTo(10);
    assertThat(result.requests().measured()).isEqualTo(7);
    assertThat(result.latencies().ttft().count()).isEqualTo(7);
    assertThat(result.tokens().windowOutputTokens()).isEqualTo(10 + 7 * 20);
    assertThat(result.tokens().measuredOutputTokens()).isEqualTo(7 * 20);
    assertThat(result.throughput().windowSeconds()).isEqualTo(0.710);
    assertThat(result.replicas().get(0).busyFraction()).isEqualTo(150.0 / 710);
  }

  @Test
  void goodputCountsWhoMeetsEveryBound() throws IOException {
    List<Sequence> requests =
        List.of(
            new Sequence(0, 0, 10, 20),
            new Sequence(1, 100 * MILLI, 150, 20),
            new Sequence(2, 200 * MILLI, 10, 21),
            new Sequence(3, 300 * MILLI, 10, 1));
    Slo slo = new Slo(MILLI, MILLI, 20 * MILLI);
    RunResult result =
        new ServingSimulation(setup().slo(slo).build()).run(new ListSource(requests));
    assertThat(result.requests().good()).as("not the second (TTFT) nor third (E2E)").isEqualTo(2);
    Slo tight = new Slo(Slo.UNBOUNDED, MILLI - 1, Slo.UNBOUNDED);
    assertThat(
            new ServingSimulation(setup().slo(tight).build())
                .run(new ListSource(requests))
                .requests()
                .good())
        .as("only the one without a gap")
        .isEqualTo(1);
  }

  @Test
  void aClosedLoopReportsLatencyFromSendingAndFromArrival() throws IOException {
    List<Sequence> requests = List.of(new Sequence(0, 0, 10, 20), new Sequence(1, 0, 10, 20));
    RunResult result =
        new ServingSimulation(setup().maxConcurrency(1).build()).run(new ListSource(requests));
    assertThat(result.latencies().ttft().max()).isEqualTo(0.001);
    assertThat(result.latencies().ttftFromArrival().max()).isEqualTo(0.021);
    assertThat(result.peakInFlight()).isEqualTo(1);
  }

  @Test
  void anEmptySourceGivesAnEmptyResult() throws IOException {
    RunResult result = new ServingSimulation(setup().build()).run(new ListSource(List.of()));
    assertThat(result.end()).isEqualTo(RunEnd.DRAINED);
    assertThat(result.requests().arrived()).isZero();
    assertThat(result.throughput().requestsPerSecond()).isZero();
    assertThat(result.latencies().ttft().mean()).isNaN();
  }

  @Test
  void aSourceThatFailsFailsTheRunWithItsOwnException() {
    PoissonSource failing =
        new PoissonSource(1, 1, 10, 10, stream -> 1) {
          @Override
          public boolean advance() throws IOException {
            if (counts().emitted() == 5) {
              throw new IOException("row 5 is broken");
            }
            return super.advance();
          }
        };
    assertThatThrownBy(() -> new ServingSimulation(setup().build()).run(failing))
        .isInstanceOf(IOException.class)
        .hasMessage("row 5 is broken");
  }

  @Test
  void arrivalsThatGoBackInTimeAreRefused() {
    List<Sequence> requests = List.of(new Sequence(0, 5, 1, 1), new Sequence(1, 4, 1, 1));
    assertThatThrownBy(() -> new ServingSimulation(setup().build()).run(new ListSource(requests)))
        .hasStackTraceContaining("request 1 arrives at 4 ps, before the one before it");
  }

  @Test
  void anInstanceMakesOneRun() throws IOException {
    ServingSimulation simulation = new ServingSimulation(setup().build());
    simulation.run(new ListSource(List.of()));
    assertThatThrownBy(() -> simulation.run(new ListSource(List.of())))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSetupOutOfRangeIsRefusedWithNameValueAndRemedy() {
    assertThatThrownBy(() -> setup().kv(0, 16, 0).build())
        .hasMessage("KV blocks per rank = 0: must be 1 or more");
    assertThatThrownBy(() -> setup().maxConcurrency(0).build())
        .hasMessage("max-concurrency = 0: must be 1 or more");
  }

  private static StepObserver stopAfter(long picos, ServingSimulation[] running) {
    return new StepObserver() {
      @Override
      public void onPrefillChunk(int chunkTokens, long contextTokens) {}

      @Override
      public void onStep(StepView step) {
        if (step.endPicos() > picos) {
          running[0].stop();
        }
      }
    };
  }
}
