package dev.dryrack.serving.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueTrendTest {

  @Test
  void aQueueThatGrowsEvenlyDoesSoInBothHalvesOfTheSecondHalf() {
    QueueTrend trend = new QueueTrend(0);
    for (int i = 0; i < 10_000; i++) {
      trend.arrival(i * 1_000L, i / 10, 1);
    }
    QueueGrowth growth = trend.growth(4);
    assertThat(growth.periodPicos()).isEqualTo(9_999_000);
    assertThat(growth.spanPicos()).isBetween(4_800_000L, 5_000_000L);
    assertThat(growth.total()).isBetween(480, 500);
    assertThat(growth.isSteady()).isTrue();
    assertThat(growth.requests()).isBetween(4_900L, 5_100L);
  }

  @Test
  void whatWaitsForTheNextStepIsNoGrowth() {
    QueueTrend trend = new QueueTrend(0);
    for (int i = 0; i < 10_000; i++) {
      trend.arrival(i * 1_000L, i % 50, 1);
    }
    assertThat(trend.growth(4).total()).isLessThanOrEqualTo(49);
  }

  @Test
  void growthIsCountedSinceTheQueueWasLastAlmostEmpty() {
    QueueTrend trend = new QueueTrend(0);
    for (int i = 0; i < 10_000; i++) {
      trend.arrival(i * 1_000L, Math.max(0, i - 8_000), 1);
    }
    QueueGrowth growth = trend.growth(4);
    assertThat(growth.spanPicos()).isBetween(1_700_000L, 2_000_000L);
    assertThat(growth.isSteady()).isTrue();
    assertThat(growth.recentRequests()).isBetween(4_900L, 5_100L);
  }

  @Test
  void oneJumpIsNotSteady() {
    QueueTrend trend = new QueueTrend(0);
    for (int i = 0; i < 10_000; i++) {
      trend.arrival(i * 1_000L, i < 9_500 ? 10 : 1_000, 1);
    }
    assertThat(trend.growth(4).total()).isEqualTo(990);
    assertThat(trend.growth(4).isSteady()).isFalse();
  }

  @Test
  void withoutArrivalsNothingGrows() {
    assertThat(new QueueTrend(0).growth(4).total()).isZero();
  }
}
