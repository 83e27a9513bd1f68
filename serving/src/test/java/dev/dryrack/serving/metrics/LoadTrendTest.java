package dev.dryrack.serving.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class LoadTrendTest {

  @Test
  void theIntegralStaysExactAsIntervalsDouble() {
    LoadTrend trend = new LoadTrend(3);
    double area = 0;
    long now = 0;
    for (int i = 0; i < 10_000; i++) {
      long next = now + i % 97;
      area += (double) trend.level() * (next - now);
      now = next;
      trend.change(now, i % 3 == 2 ? -1 : 1);
    }
    assertThat(trend.mean(0, (double) now) * now).isCloseTo(area, withinPercentage(0.5));
    trend.advance(1L << 60);
    assertThat(trend.level()).isEqualTo(3_334);
  }

  @Test
  void aRampHasTheMeansOfItsQuarters() {
    LoadTrend trend = new LoadTrend(0);
    for (int i = 1; i <= 1_000; i++) {
      trend.change(i * 1_000L, 1);
    }
    assertThat(trend.mean(250_000, 500_000)).isCloseTo(375, within(4.0));
    assertThat(trend.mean(750_000, 1_000_000)).isCloseTo(875, within(4.0));
  }

  @Test
  void aJumpOverManyIntervalsIsCountedOnce() {
    LoadTrend trend = new LoadTrend(0);
    trend.change(0, 2);
    trend.advance(1_000_000_007L);
    assertThat(trend.mean(0, 1_000_000_007L)).isCloseTo(2, within(0.02));
  }
}
