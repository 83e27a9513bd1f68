package dev.dryrack.sim.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.random.RandomStreams;
import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;

final class StatisticsTest {

  @Test
  void aTallyAgreesWithCommonsMath() {
    double[] values = values(10_000);
    Tally tally = new Tally();
    DescriptiveStatistics reference = new DescriptiveStatistics();
    for (double value : values) {
      tally.record(value);
      reference.addValue(value);
    }
    assertThat(tally.count()).isEqualTo(10_000);
    assertThat(tally.mean()).isCloseTo(reference.getMean(), within(1e-9 * reference.getMean()));
    assertThat(tally.variance())
        .isCloseTo(reference.getVariance(), within(1e-9 * reference.getVariance()));
    assertThat(tally.min()).isEqualTo(reference.getMin());
    assertThat(tally.max()).isEqualTo(reference.getMax());
    assertThat(tally.sum()).isCloseTo(reference.getSum(), within(1e-9 * reference.getSum()));
  }

  @Test
  void mergedTalliesEqualOneTally() {
    double[] values = values(1000);
    Tally whole = new Tally();
    Tally left = new Tally();
    Tally right = new Tally();
    for (int i = 0; i < values.length; i++) {
      whole.record(values[i]);
      (i < 300 ? left : right).record(values[i]);
    }
    left.add(right);
    left.add(new Tally());
    assertThat(left.count()).isEqualTo(1000);
    assertThat(left.mean()).isCloseTo(whole.mean(), within(1e-9 * whole.mean()));
    assertThat(left.variance()).isCloseTo(whole.variance(), within(1e-9 * whole.variance()));
    assertThat(left.max()).isEqualTo(whole.max());
  }

  @Test
  void aMergedTallyHasTheExtremesOfBoth() {
    Tally low = new Tally();
    low.record(1);
    low.record(4);
    Tally high = new Tally();
    high.record(3);
    high.record(9);
    high.add(low);
    assertThat(high.min()).isEqualTo(1);
    assertThat(high.max()).isEqualTo(9);
    low.add(high);
    assertThat(low.max()).isEqualTo(9);
  }

  /** The square of the way from 0 to this mean is infinite. */
  @Test
  void anEmptyTallyTakesOverHugeValues() {
    Tally huge = new Tally();
    huge.record(1e200, 2);
    Tally sum = new Tally();
    sum.add(huge);
    assertThat(sum.mean()).isEqualTo(1e200);
    assertThat(sum.variance()).isZero();
    assertThat(sum.min()).isEqualTo(1e200);
    assertThat(sum.max()).isEqualTo(1e200);
  }

  @Test
  void recordingTimesIsRecordingOften() {
    Tally often = new Tally();
    Tally times = new Tally();
    for (int i = 0; i < 7; i++) {
      often.record(3);
    }
    often.record(10);
    times.record(3, 7);
    times.record(99, 0);
    times.record(10, 1);
    assertThat(times.mean()).isCloseTo(often.mean(), within(1e-12));
    assertThat(times.variance()).isCloseTo(often.variance(), within(1e-12));
    assertThatIllegalArgumentException().isThrownBy(() -> times.record(1, -1));
  }

  @Test
  void anEmptyTallyHasNoMean() {
    Tally tally = new Tally();
    assertThat(tally.mean()).isNaN();
    assertThat(tally.variance()).isNaN();
    assertThat(tally.min()).isNaN();
    assertThat(tally.sum()).isZero();
    tally.record(1);
    assertThat(tally.variance()).isNaN();
    tally.reset();
    assertThat(tally.mean()).isNaN();
  }

  @Test
  void aLevelIsWeightedByHowLongItHeld() {
    TimeWeighted level = new TimeWeighted(100, 2);
    level.set(110, 4);
    level.change(140, -4);
    level.advanceTo(150);
    assertThat(level.observedPicos()).isEqualTo(50);
    assertThat(level.area()).isEqualTo(10 * 2 + 30 * 4);
    assertThat(level.mean()).isEqualTo(140.0 / 50);
    assertThat(level.min()).isZero();
    assertThat(level.max()).isEqualTo(4);
    assertThatIllegalArgumentException().isThrownBy(() -> level.set(149, 1));
  }

  @Test
  void forgettingKeepsTheLevel() {
    TimeWeighted level = new TimeWeighted(0, 9);
    level.set(10, 3);
    level.forget(20);
    level.advanceTo(30);
    assertThat(level.mean()).isEqualTo(3);
    assertThat(level.max()).isEqualTo(3);
    TimeWeighted other = new TimeWeighted(0, 1);
    other.advanceTo(30);
    level.add(other);
    assertThat(level.mean()).isEqualTo(1.5);
    assertThat(level.min()).isEqualTo(1);
  }

  /** 60 x 2 days are more picoseconds than a long holds. */
  @Test
  void yearsOfReplicationsCanBeAddedUp() {
    long twoDays = 2L * 86_400 * 1_000_000_000_000L;
    TimeWeighted sum = new TimeWeighted(0, 1);
    for (int i = 0; i < 60; i++) {
      TimeWeighted run = new TimeWeighted(0, 1);
      run.advanceTo(twoDays);
      sum.add(run);
    }
    assertThat(sum.observedPicos()).isEqualTo(60.0 * twoDays);
    assertThat(sum.mean()).isCloseTo(1, within(1e-12));
  }

  @Test
  void whatHasObservedNoTimeAddsNoExtremes() {
    TimeWeighted sum = new TimeWeighted(0, 0);
    assertThat(sum.min()).isZero();
    for (int i = 0; i < 3; i++) {
      TimeWeighted run = new TimeWeighted(0, 5);
      run.set(10, 7);
      run.advanceTo(20);
      sum.add(run);
    }
    sum.add(new TimeWeighted(0, 99));
    assertThat(sum.mean()).isEqualTo(6);
    assertThat(sum.min()).isEqualTo(5);
    assertThat(sum.max()).isEqualTo(7);
    sum.advanceTo(1);
    assertThat(sum.min()).as("from when it observes itself").isZero();
    sum.forget(2);
    assertThat(sum.max()).isZero();
  }

  @Test
  void addedLevelsHaveTheExtremesOfBoth() {
    TimeWeighted low = new TimeWeighted(0, 1);
    low.advanceTo(10);
    TimeWeighted high = new TimeWeighted(0, 8);
    high.set(5, 6);
    high.advanceTo(10);
    low.add(high);
    assertThat(low.min()).isEqualTo(1);
    assertThat(low.max()).isEqualTo(8);
  }

  @Test
  void latenciesHaveExactMomentsAndQuantilesToThreeDigits() {
    double[] values = values(50_000);
    LatencyHistogram histogram = new LatencyHistogram();
    DescriptiveStatistics reference = new DescriptiveStatistics();
    long[] nanos = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      nanos[i] = (long) (values[i] * 1e6);
      histogram.record(nanos[i]);
      reference.addValue((double) nanos[i]);
    }
    Arrays.sort(nanos);
    assertThat(histogram.count()).isEqualTo(nanos.length);
    assertThat(histogram.mean()).isCloseTo(reference.getMean(), within(1e-9 * reference.getMean()));
    double deviation = Math.sqrt(reference.getPopulationVariance());
    assertThat(histogram.standardDeviation()).isCloseTo(deviation, within(1e-9 * deviation));
    for (double q : new double[] {0.01, 0.5, 0.9, 0.99, 0.999}) {
      double exact = nanos[(int) Math.ceil(q * nanos.length) - 1];
      assertThat(histogram.quantile(q)).isBetween(exact, exact * 1.001);
    }
    assertThat(histogram.quantile(0)).isEqualTo((double) nanos[0]);
    assertThat(histogram.quantile(1)).isEqualTo((double) nanos[nanos.length - 1]);
    assertThat(histogram.min()).isEqualTo(nanos[0]);
    assertThat(histogram.max()).isEqualTo(nanos[nanos.length - 1]);
    assertThat(histogram.fractionWithin(nanos[nanos.length / 2])).isCloseTo(0.5, within(1e-3));
  }

  @Test
  void histogramsMergeAndCountTimes() {
    LatencyHistogram a = new LatencyHistogram();
    LatencyHistogram b = new LatencyHistogram();
    a.record(1000);
    b.record(2000, 3);
    b.record(5, 0);
    a.add(b);
    assertThat(a.count()).isEqualTo(4);
    assertThat(a.mean()).isEqualTo(1750);
    assertThat(a.quantile(0.25)).isEqualTo(1000);
    assertThat(a.quantile(0.26)).isCloseTo(2000, within(1.0));
    a.reset();
    assertThat(a.count()).isZero();
  }

  @Test
  void anEmptyHistogramHasNoQuantiles() {
    LatencyHistogram empty = new LatencyHistogram();
    assertThat(empty.mean()).isNaN();
    assertThat(empty.quantile(0.5)).isNaN();
    assertThat(empty.fractionWithin(1)).isNaN();
    assertThat(empty.max()).isEqualTo(-1);
    assertThat(empty.min()).isEqualTo(-1);
  }

  @Test
  void latenciesOutOfRangeAreRefused() {
    LatencyHistogram histogram = new LatencyHistogram();
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.record(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> histogram.record(LatencyHistogram.MAX_NANOS + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.quantile(1.01));
    histogram.record(LatencyHistogram.MAX_NANOS);
    assertThat(histogram.max()).isEqualTo(LatencyHistogram.MAX_NANOS);
  }

  private static double[] values(int n) {
    Exponential sampler = new Exponential(new RandomStreams(11, 0).stream("values"), 20);
    double[] values = new double[n];
    Arrays.setAll(values, i -> sampler.next());
    return values;
  }
}
