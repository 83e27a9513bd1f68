package dev.dryrack.serving.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.dryrack.sim.stat.LatencyHistogram;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NanosHistogramTest {

  @Test
  void itCountsWhatTheGeneralHistogramCounts() {
    SplittableRandom random = new SplittableRandom(7);
    NanosHistogram gaps = new NanosHistogram();
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

  @Test
  void manyAtOnceAndOneAloneCountLikeOneByOne() {
    SplittableRandom random = new SplittableRandom(11);
    NanosHistogram many = new NanosHistogram();
    NanosHistogram single = new NanosHistogram();
    long[] picos = new long[100];
    for (int round = 0; round < 300; round++) {
      long base = random.nextLong(40_000_000_000L);
      int gaps = random.nextInt(picos.length + 1);
      int times = 1 + random.nextInt(9);
      for (int i = 0; i < gaps; i++) {
        picos[i] = base + i * 77_777L;
        single.record((picos[i] + 500) / 1000, times);
      }
      many.recordAll(picos, gaps, times);
      long alone = random.nextLong(90_000_000);
      single.record(alone, 1);
      many.recordAlone(alone);
    }
    assertThat(many.count()).isEqualTo(single.count());
    assertThat(many.mean()).isEqualTo(single.mean());
    assertThat(many.min()).isEqualTo(single.min());
    assertThat(many.max()).isEqualTo(single.max());
    assertThat(many.standardDeviation())
        .isCloseTo(single.standardDeviation(), withinPercentage(1e-9));
    for (double q : new double[] {0.01, 0.1, 0.5, 0.9, 0.99, 1}) {
      assertThat(many.quantile(q)).isEqualTo(single.quantile(q));
    }
  }

  @Test
  void theFirstLotMayBeOfSeveralBuckets() {
    long[] picos = {2_000_000_000_000L, 10_000_000_000L, 40_000_000_000L};
    NanosHistogram many = new NanosHistogram();
    NanosHistogram single = new NanosHistogram();
    many.recordAll(picos, picos.length, 2);
    for (long gap : picos) {
      single.record(gap / 1000, 2);
    }
    assertThat(many.standardDeviation()).isEqualTo(single.standardDeviation());
  }

  @Test
  void sumsBeyondALongStayExact() {
    NanosHistogram histogram = new NanosHistogram();
    long day = 86_400_000_000_000L;
    for (int i = 0; i < 100; i++) {
      histogram.record(day, 10_000);
    }
    // 8.64e19 ns in all, where a long ends at 9.2e18.
    assertThat(histogram.mean()).isEqualTo((double) day);
    assertThat(histogram.standardDeviation()).isZero();
  }
}
