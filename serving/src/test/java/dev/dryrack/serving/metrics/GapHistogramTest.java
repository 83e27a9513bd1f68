package dev.dryrack.serving.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.dryrack.sim.stat.LatencyHistogram;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GapHistogramTest {

  @Test
  void itCountsWhatTheGeneralHistogramCounts() {
    SplittableRandom random = new SplittableRandom(7);
    GapHistogram gaps = new GapHistogram();
    LatencyHistogram general = new LatencyHistogram();
    for (int round = 0; round < 2; round++) {
      long nanos = 20_000_000;
      for (int i = 0; i < 20_000; i++) {
        nanos = random.nextInt(50) == 0 ? random.nextLong(100_000_000) : nanos + random.nextInt(9);
        int times = 1 + random.nextInt(64);
        gaps.record(nanos, times);
        general.record(nanos, times);
      }
      assertThat(gaps.count()).isEqualTo(general.count());
      assertThat(gaps.min()).isEqualTo((double) general.min());
      assertThat(gaps.max()).isEqualTo((double) general.max());
      assertThat(gaps.mean()).isCloseTo(general.mean(), withinPercentage(1e-9));
      assertThat(gaps.standardDeviation())
          .isCloseTo(general.standardDeviation(), withinPercentage(1e-7));
      for (double q : new double[] {0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1}) {
        assertThat(gaps.quantile(q)).isEqualTo(general.quantile(q));
      }
      gaps.reset();
      general.reset();
    }
    assertThat(gaps.mean()).isNaN();
    assertThat(gaps.quantile(0.5)).isNaN();
  }
}
