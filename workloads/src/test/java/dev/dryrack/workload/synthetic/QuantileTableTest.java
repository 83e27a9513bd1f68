package dev.dryrack.workload.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class QuantileTableTest {

  private static double[] drawn(Quantiles from, int count) {
    RandomStream stream = new RandomStreams(3, 0).stream("test");
    double[] values = new double[count];
    Arrays.setAll(values, i -> from.sample(stream));
    return values;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /** Straight lines alone have 6 % more: the last one ends at the largest of all. */
  @Test
  void aLongTailKeepsItsMeanAndItsQuantiles() {
    double[] values = drawn(new LogNormalQuantiles(100, 2), 500_000);
    QuantileTable table = QuantileTable.of(values);
    assertThat(table.mean() / mean(values)).isCloseTo(1, within(1e-3));
    Arrays.sort(values);
    for (double fraction : new double[] {0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 0.9999, 1}) {
      double position = fraction * (values.length - 1);
      int above = Math.min(values.length - 1, (int) position + 1);
      assertThat(table.at(fraction)).isBetween(values[(int) position], values[above]);
    }
  }

  @Test
  void oneThatIsFarOffKeepsItsWeight() {
    double[] values = new double[100_000];
    Arrays.fill(values, 10);
    values[77] = 1e7;
    QuantileTable table = QuantileTable.of(values);
    assertThat(table.mean()).isCloseTo(mean(values), within(0.5));
    assertThat(table.at(0.9999)).isEqualTo(10);
    assertThat(table.most()).isEqualTo(1e7);
  }

  @Test
  void aHundredObservationsKeepTheirMeanToo() {
    for (int count = 100; count < 400; count += 37) {
      double[] values = drawn(new ExponentialQuantiles(50), count);
      assertThat(QuantileTable.of(values).mean())
          .as("%d values", count)
          .isCloseTo(mean(values), within(0.002 * mean(values)));
    }
  }

  @Test
  void evenlySpreadObservationsNeedHardlyAnyFurtherPoints() {
    double[] values = new double[10_001];
    Arrays.setAll(values, i -> i);
    QuantileTable table = QuantileTable.of(values);
    assertThat(table.points()).isBetween(107, 117);
    assertThat(table.mean()).isCloseTo(5_000, within(0.1));
  }
}
