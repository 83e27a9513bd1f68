package dev.dryrack.serving.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RunCollectorTest {

  private static final long SECOND = 1_000_000_000_000L;

  /** Arrives at 0, is sent at 1, scheduled at 3, emits its first token at 6, its last at 10 s. */
  private static RunResult one(Slo slo, boolean openLoop) {
    RunCollector collector = new RunCollector(slo, openLoop);
    collector.sent(SECOND, false);
    collector.stepFormed(-1);
    collector.firstToken();
    collector.tokensAfter(4 * SECOND, 1);
    collector.finished(7, 2, 0, 0, 0, SECOND, 3 * SECOND, 6 * SECOND, 10 * SECOND);
    return collector.result(
        RunEnd.DRAINED, 10 * SECOND, Map.of(), 0, 1, List.of(), List.of(), null);
  }

  @Test
  void latenciesOfAClosedLoopStartWhenSentAndThoseFromArrivalAtArrival() {
    Latencies latencies = one(Slo.NONE, false).latencies();

    assertThat(latencies.ttft().mean()).isCloseTo(5, within(1e-9));
    assertThat(latencies.ttftFromArrival().mean()).isCloseTo(6, within(1e-9));
    assertThat(latencies.e2e().mean()).isCloseTo(9, within(1e-9));
    assertThat(latencies.e2eFromArrival().mean()).isCloseTo(10, within(1e-9));
    assertThat(latencies.queueing().mean()).isCloseTo(2, within(1e-9));
  }

  @Test
  void goodputHoldsTimeToFirstTokenAgainstTheTimeSinceBeingSent() {
    assertThat(good(new Slo(5 * SECOND, Slo.UNBOUNDED, Slo.UNBOUNDED))).isEqualTo(1);
    assertThat(good(new Slo(5 * SECOND - 1, Slo.UNBOUNDED, Slo.UNBOUNDED))).isZero();
  }

  @Test
  void goodputHoldsEndToEndLatencyAgainstTheTimeSinceBeingSent() {
    assertThat(good(new Slo(Slo.UNBOUNDED, Slo.UNBOUNDED, 9 * SECOND))).isEqualTo(1);
    assertThat(good(new Slo(Slo.UNBOUNDED, Slo.UNBOUNDED, 9 * SECOND - 1))).isZero();
  }

  @Test
  void goodputHoldsTimePerOutputTokenAgainstTheGapsBetweenTokens() {
    assertThat(good(new Slo(Slo.UNBOUNDED, 4 * SECOND, Slo.UNBOUNDED))).isEqualTo(1);
    assertThat(good(new Slo(Slo.UNBOUNDED, 4 * SECOND - 1, Slo.UNBOUNDED))).isZero();
  }

  private static long good(Slo slo) {
    return one(slo, false).requests().good();
  }
}
