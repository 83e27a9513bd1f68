package dev.dryrack.sim.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.random.Normal;
import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.sim.stat.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.math3.stat.inference.TTest;
import org.junit.jupiter.api.Test;

final class ExperimentTest {

  private static final long SEED = Long.getLong("dryrack.test.seed", 31L);

  /** Expected: Student's t for 9 degrees of freedom and 95 %, 2.262 (tables). */
  @Test
  void theIntervalIsStudents() {
    Tally tally = new Tally();
    for (int i = 1; i <= 10; i++) {
      tally.record(i);
    }
    ConfidenceInterval interval = ConfidenceInterval.ofMean(tally, 0.95);
    double standardError = tally.standardDeviation() / Math.sqrt(10);
    assertThat(interval.mean()).isEqualTo(5.5);
    assertThat(interval.halfWidth()).isCloseTo(2.262 * standardError, within(1e-3));
    assertThat(interval.contains(5.5)).isTrue();
    assertThat(interval.low() + interval.high()).isCloseTo(11, within(1e-12));
    assertThat(interval.relativeHalfWidth()).isCloseTo(interval.halfWidth() / 5.5, within(1e-12));
  }

  @Test
  void oneValueLeavesTheIntervalOpen() {
    Tally tally = new Tally();
    tally.record(3);
    assertThat(ConfidenceInterval.ofMean(tally, 0.9).halfWidth()).isInfinite();
    assertThatIllegalArgumentException().isThrownBy(() -> ConfidenceInterval.ofMean(tally, 1));
  }

  @Test
  void intervalsHoldTheMeanAsOftenAsTheySay() {
    int held = 0;
    int experiments = 1000;
    for (int i = 0; i < experiments; i++) {
      Outputs outputs = new Experiment(SEED + i, StoppingRule.after(5)).run(noise(10, 2));
      held += outputs.interval("x", 0.9).contains(10) ? 1 : 0;
    }
    // Binomial(1000, 0.9): standard deviation 9.5; four of them.
    assertThat(held).isBetween(862, 938);
  }

  @Test
  void anExperimentStopsWhenItIsPreciseEnough() {
    Experiment rough = new Experiment(SEED, StoppingRule.within(0.10, 0.95, 10_000));
    Experiment fine = new Experiment(SEED, StoppingRule.within(0.01, 0.95, 10_000));
    int few = rough.run(noise(10, 3)).replications();
    Outputs many = fine.run(noise(10, 3));
    assertThat(few).isGreaterThanOrEqualTo(10);
    // 1.96^2 x 0.3^2 / 0.01^2 = 3457
    assertThat(many.replications()).isBetween(3000, 4000);
    assertThat(many.interval("x", 0.95).relativeHalfWidth()).isLessThan(0.01);
    Experiment capped = new Experiment(SEED, StoppingRule.within(0.0001, 0.95, 25));
    assertThat(capped.run(noise(10, 3)).replications()).isEqualTo(25);
  }

  @Test
  void replicationsAreReproducibleAndUnlike() {
    double[] first = new Experiment(SEED, StoppingRule.after(6)).run(noise(0, 1)).values("x");
    double[] again = new Experiment(SEED, StoppingRule.after(6)).run(noise(0, 1)).values("x");
    assertThat(first).isEqualTo(again).doesNotHaveDuplicates();
  }

  @Test
  void commonRandomNumbersShowASmallDifference() {
    StoppingRule rule = StoppingRule.after(20);
    PairedComparison wait = only(new Experiment(SEED, rule).compare(queue(0.80), queue(0.81)));
    assertThat(wait.isReal()).isTrue();
    assertThat(wait.difference().mean()).isPositive();
    assertThat(wait.pValue()).isLessThan(0.001);
    assertThat(wait.correlation()).isGreaterThan(0.9);
    double[] a = new Experiment(SEED, rule).run(queue(0.80)).values("wait");
    double[] other = new Experiment(SEED + 1, rule).run(queue(0.81)).values("wait");
    assertThat(PairedComparison.of(a, other, 0.95).isReal()).isFalse();
  }

  /**
   * The mean of a pair, one on streams and one on their mirror images, varies less than that of two
   * independent runs, where the result rises with each draw, as waits do with services.
   */
  @Test
  void antitheticPairsVaryLessThanIndependentOnes() {
    Outputs pairs =
        new Experiment(SEED, StoppingRule.after(1000))
            .run(
                (streams, outputs) -> {
                  double plain = meanWait(0.8, 50, streams::stream);
                  double mirrored = meanWait(0.8, 50, streams::antitheticStream);
                  double other = meanWait(0.8, 50, name -> streams.stream("other " + name));
                  outputs.record("antithetic", (plain + mirrored) / 2);
                  outputs.record("independent", (plain + other) / 2);
                });
    ConfidenceInterval antithetic = pairs.interval("antithetic", 0.95);
    ConfidenceInterval independent = pairs.interval("independent", 0.95);
    assertThat(antithetic.halfWidth()).isLessThan(0.9 * independent.halfWidth());
    assertThat(antithetic.mean())
        .isCloseTo(independent.mean(), within(2 * independent.halfWidth()));
  }

  @Test
  void aSystemDoesNotDifferFromItself() {
    PairedComparison same =
        only(new Experiment(SEED, StoppingRule.after(5)).compare(noise(3, 1), noise(3, 1)));
    assertThat(same.isReal()).isFalse();
    assertThat(same.pValue()).isEqualTo(1);
    assertThat(same.difference().halfWidth()).isZero();
  }

  @Test
  void falseAlarmsAreAsRareAsTheConfidenceSays() {
    int alarms = 0;
    for (int i = 0; i < 1000; i++) {
      double[] a = new Experiment(i, StoppingRule.after(6)).run(noise(5, 1)).values("x");
      double[] b = new Experiment(i + 5000, StoppingRule.after(6)).run(noise(5, 1)).values("x");
      alarms += PairedComparison.of(a, b, 0.95).isReal() ? 1 : 0;
    }
    // Binomial(1000, 0.05): standard deviation 6.9; four of them.
    assertThat(alarms).isBetween(22, 78);
  }

  @Test
  void outputsAreTheSameInEveryReplication() {
    Experiment experiment = new Experiment(SEED, StoppingRule.after(3));
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                experiment.run(
                    (streams, outputs) -> {
                      outputs.record("a", 1);
                      if (streams.replication() != 1) {
                        outputs.record("b", 1);
                      }
                    }))
        .withMessageContaining("'b'");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                experiment.run(
                    (streams, outputs) -> {
                      outputs.record("a", 1);
                      outputs.record("a", 2);
                    }))
        .withMessageContaining("'a'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> experiment.run(noise(0, 1)).values("y"))
        .withMessageContaining("[x]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> experiment.compare(noise(0, 1), (s, outputs) -> outputs.record("y", 0)));
  }

  @Test
  void rulesThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> StoppingRule.after(1));
    assertThatIllegalArgumentException().isThrownBy(() -> StoppingRule.within(-0.1, 0.9, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> StoppingRule.within(0.1, 1.1, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> new StoppingRule(5, 4, 0, 0.9));
  }

  @Test
  void warmUpIsFoundWhereTheTransientEnds() {
    double[] series = autoregressive(5000, 0.5, 0);
    for (int i = 0; i < 500; i++) {
      series[i] += 20 * Math.exp(-i / 100.0);
    }
    WarmUp warmUp = WarmUp.mser5(series);
    assertThat(warmUp.found()).isTrue();
    assertThat(warmUp.observations()).isBetween(150, 700);
    assertThat(WarmUp.mser5(autoregressive(5000, 0.5, 1)).observations()).isLessThan(500);
  }

  @Test
  void aRunThatIsStillMovingHasNoWarmUpFound() {
    double[] rising = new double[1000];
    for (int i = 0; i < rising.length; i++) {
      rising[i] = i;
    }
    assertThat(WarmUp.mser5(rising).found()).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> WarmUp.mser5(new double[19]));
  }

  @Test
  void aWelchPlotAveragesOverReplicationsAndNeighbours() {
    List<double[]> replications = new ArrayList<>();
    replications.add(new double[] {0, 2, 4, 6, 8, 10});
    replications.add(new double[] {2, 4, 6, 8, 10, 12, 99});
    // Means 1 3 5 7 9 11; window 0 at the first point, 1 at the others.
    assertThat(WelchPlot.curve(replications, 1)).containsExactly(1, 3, 5, 7, 9);
    assertThat(WelchPlot.curve(replications, 0)).containsExactly(1, 3, 5, 7, 9, 11);
    replications.add(new double[] {30, 0, 0, 30, 0, 0});
    assertThat(WelchPlot.curve(replications, 2)[3])
        .isCloseTo((6 + 10 + 44 + 18 + 22) / 3.0 / 5, within(1e-12));
    assertThatIllegalArgumentException().isThrownBy(() -> WelchPlot.curve(List.of(), 0));
  }

  @Test
  void batchMeansHoldTheMeanOfACorrelatedSeriesWhereSinglesDoNot() {
    int batchesHeld = 0;
    int singlesHeld = 0;
    int runs = 300;
    for (int run = 0; run < runs; run++) {
      double[] series = autoregressive(4000, 0.9, 100 + run);
      batchesHeld += BatchMeans.of(series, 20, 0.9).interval().contains(0) ? 1 : 0;
      singlesHeld += BatchMeans.of(series, 4000, 0.9).interval().contains(0) ? 1 : 0;
    }
    // Binomial(300, 0.9): standard deviation 5.2; about four of them, and a little undercoverage.
    assertThat(batchesHeld).isBetween(245, 292);
    assertThat(singlesHeld).isLessThan(150);
  }

  @Test
  void batchMeansSayHowCorrelatedTheyAre() {
    double[] series = autoregressive(20_000, 0.9, 7);
    assertThat(BatchMeans.of(series, 20_000, 0.9).lag1Correlation()).isCloseTo(0.9, within(0.02));
    assertThat(BatchMeans.of(series, 20, 0.9).lag1Correlation()).isBetween(-0.6, 0.6);
    assertThat(BatchMeans.of(series, 3, 0.9).batchSize()).isEqualTo(6666);
    assertThatIllegalArgumentException().isThrownBy(() -> BatchMeans.of(series, 1, 0.9));
    assertThatIllegalArgumentException().isThrownBy(() -> BatchMeans.of(new double[3], 4, 0.9));
  }

  /** The first batch would be (1000 + 2) / 2 if the remainder were left out at the end. */
  @Test
  void batchMeansLeaveOutTheRemainderAtTheBeginning() {
    BatchMeans means = BatchMeans.of(new double[] {1000, 2, 4, 6, 8}, 2, 0.9);
    assertThat(means.batchSize()).isEqualTo(2);
    assertThat(means.interval().mean()).isEqualTo(5);
  }

  /** Expected: Commons Math, TTest.pairedTTest, which is two-sided. */
  @Test
  void thePValueIsThatOfTheTwoSidedTest() {
    double[] first = {10.1, 9.4, 11.2, 8.7, 10.9, 9.9};
    double[] second = {10.6, 9.5, 11.1, 9.6, 11.4, 10.3};
    double expected = new TTest().pairedTTest(first, second);
    assertThat(PairedComparison.of(first, second, 0.95).pValue()).isCloseTo(expected, within(1e-9));
    assertThat(PairedComparison.of(second, first, 0.95).pValue()).isCloseTo(expected, within(1e-9));
  }

  /** 0.1 of the true mean is 0.1 / 1.1 = 0.0909 of the estimate. */
  @Test
  void precisionIsOfTheTrueMeanNotOfTheEstimate() {
    StoppingRule rule = new StoppingRule(2, 100, 0.1, 0.95);
    assertThat(rule.isPrecise(0.0909)).isTrue();
    assertThat(rule.isPrecise(0.0910)).isFalse();
  }

  @Test
  void aComparisonGoesOnUntilBothSystemsArePrecise() {
    Experiment experiment = new Experiment(SEED, StoppingRule.within(0.05, 0.95, 10_000));
    Model steady = (streams, outputs) -> outputs.record("x", 10);
    long alone = experiment.run(noise(10, 3)).replications();
    assertThat(alone).isGreaterThan(50);
    for (PairedComparison pair :
        List.of(
            only(experiment.compare(steady, noise(10, 3))),
            only(experiment.compare(noise(10, 3), steady)))) {
      assertThat(pair.difference().count()).isEqualTo(alone);
    }
  }

  @Test
  void aWarmUpOfWhatIsNotANumberIsRefused() {
    for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] series = new double[50];
      series[7] = wrong;
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WarmUp.mser5(series))
          .withMessageContaining("number 7 is " + wrong);
    }
  }

  private static PairedComparison only(Map<String, PairedComparison> comparisons) {
    assertThat(comparisons).hasSize(1);
    return comparisons.values().iterator().next();
  }

  private static Model noise(double mean, double deviation) {
    return (streams, outputs) ->
        outputs.record("x", new Normal(streams.stream("x"), mean, deviation).next());
  }

  private static Model queue(double load) {
    return (streams, outputs) -> outputs.record("wait", meanWait(load, 2000, streams::stream));
  }

  /** Mean wait of the first customers of an M/M/1 queue, by Lindley's recursion. */
  private static double meanWait(
      double load, int customers, Function<String, RandomStream> streams) {
    Exponential arrivals = new Exponential(streams.apply("arrivals"), 1 / load);
    Exponential services = new Exponential(streams.apply("services"), 1);
    double wait = 0;
    Tally waits = new Tally();
    for (int i = 0; i < customers; i++) {
      waits.record(wait);
      wait = Math.max(0, wait + services.next() - arrivals.next());
    }
    return waits.mean();
  }

  private static double[] autoregressive(int n, double coefficient, int replication) {
    Normal noise = new Normal(new RandomStreams(SEED, replication).stream("ar"), 0, 1);
    double[] series = new double[n];
    double x = noise.next() / Math.sqrt(1 - coefficient * coefficient);
    for (int i = 0; i < n; i++) {
      series[i] = x;
      x = coefficient * x + noise.next();
    }
    return series;
  }
}
