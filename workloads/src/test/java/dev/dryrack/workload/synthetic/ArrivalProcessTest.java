package dev.dryrack.workload.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.Allocations;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.statistics.TraceInspector;
import dev.dryrack.workload.statistics.TraceStatistics;
import dev.dryrack.workload.synthetic.ArrivalProcess.Gaps;
import dev.dryrack.workload.synthetic.Modulation.OnOff;
import dev.dryrack.workload.synthetic.Modulation.Wander;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class ArrivalProcessTest {

  private static final RandomStreams STREAMS = new RandomStreams(7, 0);

  private static SyntheticLoad load(ArrivalProcess arrivals) {
    return new SyntheticLoad(arrivals, Distributions.fixed(10), Distributions.fixed(5), 0, null);
  }

  private static TraceStatistics statistics(ArrivalProcess arrivals, long requests)
      throws IOException {
    return TraceInspector.inspect(load(arrivals).open(requests, STREAMS));
  }

  @Test
  void constantGapsAreAllAlike() throws IOException {
    try (SessionSource source = load(ArrivalProcess.steady(4, Gaps.CONSTANT, 1)).open(3, STREAMS)) {
      for (long expected : new long[] {0, 250_000_000_000L, 500_000_000_000L}) {
        assertThat(source.advance()).isTrue();
        assertThat(source.arrivalPicos()).isEqualTo(expected);
      }
    }
  }

  @Test
  void weibullGapsHaveTheRateAndTheShapeAskedFor() throws IOException {
    TraceStatistics weibull = statistics(ArrivalProcess.steady(5, Gaps.WEIBULL, 0.6), 100_000);
    assertThat(weibull.requestsPerSecond()).isCloseTo(5, within(0.15));
    assertThat(weibull.gaps().weibullShape()).isCloseTo(0.6, within(0.01));
  }

  /** Counts over a long time against the formula of the Markov-modulated Poisson process. */
  @Test
  @Tag("slow")
  void anOnOffProcessHasTheDispersionOfItsFormula() throws IOException {
    OnOff chain = new OnOff(2, 3, 0.2);
    TraceStatistics made =
        statistics(
            new ArrivalProcess(20, Gaps.GAMMA, 1, RateCurve.CONSTANT, List.of(chain)), 600_000);
    double p = chain.onShare();
    double step = chain.onFactor() * (1 - chain.offRate());
    double relaxation = 1 / (1 / 2.0 + 1 / 3.0);
    double limit = 1 + 2 * 20 * p * (1 - p) * step * step * relaxation;
    // At a window of w the excess over 1 is less by a factor of 1 - T/w (1 - exp(-w/T)).
    double excess = (limit - 1) * (1 - relaxation / 60 * (1 - Math.exp(-60 / relaxation)));
    assertThat(made.requestsPerSecond()).isCloseTo(20, within(0.6));
    assertThat(made.windows().get(2).indexOfDispersion())
        .isCloseTo(1 + excess, within(0.15 * excess));
  }

  @Test
  @Tag("slow")
  void aWanderingRateAddsItsVarianceToTheDispersion() throws IOException {
    TraceStatistics made =
        statistics(
            new ArrivalProcess(10, Gaps.GAMMA, 1, RateCurve.CONSTANT, List.of(new Wander(60, 0.3))),
            600_000);
    assertThat(made.windows().get(2).indexOfDispersion())
        .isCloseTo(1 + 10 * 60 * 0.09, within(10.0));
  }

  @Test
  void aCurveBringsItsShareOfRequestsToEachPartOfThePeriod() throws IOException {
    // From 0 up to 2 over the first half hour, 1 over the second: means 1 and 1.
    RateCurve curve =
        RateCurve.points(new double[] {0, 1800, 1800, 3600}, new double[] {0, 2, 1, 1});
    long[] quarters = new long[4];
    int requests = 0;
    try (SessionSource source =
        load(new ArrivalProcess(10, Gaps.GAMMA, 1, curve, List.of())).open(400_000, STREAMS)) {
      // Ten whole periods.
      while (source.advance() && source.arrivalPicos() < 36_000_000_000_000_000L) {
        requests++;
        quarters[(int) (source.arrivalPicos() / 900_000_000_000_000L % 4)]++;
      }
    }
    double[] shares = {0.125, 0.375, 0.25, 0.25};
    for (int i = 0; i < 4; i++) {
      assertThat(quarters[i] / (double) requests).isCloseTo(shares[i], within(0.01));
    }
  }

  @Test
  void aSinusoidIsTheOneOfItsFormula() {
    RateCurve curve = RateCurve.sinusoid(86_400, 0.6, 50_400);
    for (int piece = 0; piece < curve.pieces(); piece += 100) {
      double angle = 2 * Math.PI * (curve.endSeconds(piece) - 50_400) / 86_400;
      assertThat(curve.stopRate(piece)).isCloseTo(1 + 0.6 * Math.cos(angle), within(1e-6));
    }
  }

  @Test
  void manySkewedClientsKeepTheMeanRateAndTheirShares() throws IOException {
    ClientMix mix = ClientMix.skewed(load(ArrivalProcess.poisson(50)), 10, 1);
    long[] seen = new long[10];
    int requests = 200_000;
    long last = 0;
    try (ClientMixSource source = mix.open(requests, STREAMS)) {
      while (source.advance()) {
        assertThat(source.arrivalPicos()).isGreaterThanOrEqualTo(last);
        last = source.arrivalPicos();
        seen[source.client()]++;
      }
    }
    assertThat(requests / (last * 1e-12)).isCloseTo(50, within(0.6));
    double harmonic = 7381 / 2520.0;
    for (int client = 0; client < 10; client++) {
      assertThat(seen[client] / (double) requests)
          .isCloseTo(1 / harmonic / (client + 1), within(0.005));
    }
  }

  @Test
  void lengthsGoTogetherByTheirRanks() throws IOException {
    SyntheticLoad load =
        new SyntheticLoad(
            ArrivalProcess.poisson(50),
            Distributions.lognormal(800, 1.1),
            Distributions.zipf(1.2, 1, 4096),
            -0.4,
            null);
    TraceStatistics made = TraceInspector.inspect(load.open(100_000, STREAMS));
    assertThat(made.correlation().spearman()).isCloseTo(-0.4, within(0.03));
    assertThat(made.input().quantile(0.5)).isCloseTo(800, within(15.0));
  }

  @Test
  void curvesAndClientsAllocateNothingPerRequest() throws IOException {
    ArrivalProcess arrivals =
        new ArrivalProcess(
            100,
            Gaps.WEIBULL,
            0.7,
            RateCurve.sinusoid(600, 0.5, 0),
            List.of(new OnOff(5, 20, 0.1)));
    ClientMix mix =
        ClientMix.skewed(
            new SyntheticLoad(
                arrivals, Distributions.lognormal(800, 1), Distributions.geometric(200), 0.3, null),
            100,
            1);
    try (SessionSource source = mix.open(1_000_000, STREAMS)) {
      for (int i = 0; i < 100_000; i++) {
        source.advance();
      }
      long least = Long.MAX_VALUE;
      for (int window = 0; window < 5; window++) {
        long before = Allocations.bytes();
        for (int i = 0; i < 50_000; i++) {
          source.advance();
        }
        least = Math.min(least, Allocations.bytes() - before);
      }
      assertThat(least).isLessThan(50_000);
    }
  }

  @Test
  void impossibleProcessesAreRefused() {
    assertThatThrownBy(() -> new OnOff(0, 1, 0)).hasMessageStartingWith("on is 0");
    assertThatThrownBy(() -> new Wander(1, 0)).hasMessageStartingWith("variation is 0");
    assertThatThrownBy(() -> RateCurve.points(new double[] {0, 5}, new double[] {0, 0}))
        .hasMessageContaining("mean rate");
    assertThatThrownBy(() -> RateCurve.points(new double[] {0, 5, 4}, new double[] {1, 1, 1}))
        .hasMessageContaining("not before");
    assertThatThrownBy(
            () ->
                new ArrivalProcess(
                    Double.POSITIVE_INFINITY,
                    Gaps.GAMMA,
                    1,
                    RateCurve.sinusoid(5, 0.5, 0),
                    List.of()))
        .hasMessageContaining("all requests arrive at once");
  }
}
