package dev.dryrack.workload.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class TraceInspectorTest {

  private static TraceStatistics inspect(SyntheticLoad load, long requests) throws IOException {
    return TraceInspector.inspect(load.open(requests, new RandomStreams(3, 0)));
  }

  @Test
  void aGammaLoadIsRecognisedByItsFit() throws IOException {
    TraceStatistics statistics = inspect(SyntheticLoad.of(5, 0.5, 100, 10, 1), 50_000);
    assertThat(statistics.gaps().gammaShape()).isCloseTo(0.5, within(0.01));
    assertThat(statistics.gaps().ksGamma()).isLessThan(0.01);
    assertThat(statistics.gaps().ksExponential()).isGreaterThan(0.05);
    assertThat(statistics.requestsPerSecond()).isCloseTo(5, within(0.15));
    assertThat(statistics.windows().get(2).indexOfDispersion()).isCloseTo(2, within(0.4));
  }

  @Test
  void aPoissonLoadHasAnIndexOfDispersionOfOne() throws IOException {
    TraceStatistics statistics = inspect(SyntheticLoad.of(20, 1, 100, 10, 1), 50_000);
    for (WindowStatistics window : statistics.windows().subList(0, 2)) {
      assertThat(window.indexOfDispersion()).isCloseTo(1, within(0.15));
    }
    assertThat(statistics.gaps().weibullShape()).isCloseTo(1, within(0.01));
    assertThat(statistics.gaps().autocorrelation()).isCloseTo(0, within(0.02));
  }

  @Test
  void requestsAllAtOnceHaveNoRateAndNoFit() throws IOException {
    TraceStatistics statistics = inspect(SyntheticLoad.atOnce(100, 10), 7);
    assertThat(statistics.durationSeconds()).isZero();
    assertThat(statistics.requestsPerSecond()).isNaN();
    assertThat(statistics.gaps().zeroFraction()).isEqualTo(1);
    assertThat(statistics.gaps().gammaShape()).isNaN();
    assertThat(statistics.windows().get(0).windows()).isZero();
    assertThat(statistics.windows().get(0).mean()).isNaN();
    assertThat(statistics.correlation().pearson()).isNaN();
    assertThat(statistics.prefix().idealHitFraction()).isNaN();
  }

  @Test
  void aSingleRequestIsEnough() throws IOException {
    TraceStatistics statistics = inspect(SyntheticLoad.atOnce(100, 10), 1);
    assertThat(statistics.input().quantile(0.5)).isEqualTo(100);
    assertThat(statistics.gaps().meanSeconds()).isNaN();
    assertThat(statistics.gaps().heldGaps()).isZero();
  }

  @Test
  void noTokensAreLostBetweenLengthsAndTotals() throws IOException {
    TraceStatistics statistics = inspect(SyntheticLoad.of(5, 1, 1000, 300, 0.1), 5_000);
    assertThat(statistics.total().sum())
        .isEqualTo(statistics.input().sum() + statistics.output().sum());
  }
}
