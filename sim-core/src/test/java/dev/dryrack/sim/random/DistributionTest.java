package dev.dryrack.sim.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleSupplier;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.ParetoDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.distribution.WeibullDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

/** Samplers against the distribution functions of Commons Math, by Kolmogorov-Smirnov tests. */
final class DistributionTest {

  private static final long SEED = Long.getLong("dryrack.test.seed", 99L);
  private static final int SAMPLES = 20_000;

  private final RandomStreams streams = new RandomStreams(SEED, 0);

  @Test
  void exponentialSamplesFit() {
    Exponential sampler = new Exponential(streams.stream("exponential"), 2.5);
    assertFits(sampler::next, new ExponentialDistribution(null, 2.5));
  }

  @Test
  void normalSamplesFit() {
    Normal sampler = new Normal(streams.stream("normal"), -3, 0.25);
    assertFits(sampler::next, new NormalDistribution(null, -3, 0.25));
  }

  @Test
  void gammaSamplesFitBelowAndAboveShapeOne() {
    for (double shape : new double[] {0.1, 0.5, 1, 2.3, 50}) {
      Gamma sampler = new Gamma(streams.stream("gamma " + shape), shape, 3);
      assertFits(sampler::next, new GammaDistribution(null, shape, 3));
    }
  }

  @Test
  void weibullSamplesFit() {
    for (double shape : new double[] {0.5, 1, 3}) {
      Weibull sampler = new Weibull(streams.stream("weibull " + shape), shape, 4);
      assertFits(sampler::next, new WeibullDistribution(null, shape, 4));
    }
  }

  @Test
  void lognormalSamplesFit() {
    LogNormal sampler = new LogNormal(streams.stream("lognormal"), 6, 1.2);
    assertFits(sampler::next, new LogNormalDistribution(null, 6, 1.2));
  }

  @Test
  void paretoSamplesFit() {
    Pareto sampler = new Pareto(streams.stream("pareto"), 2, 1.5);
    assertFits(sampler::next, new ParetoDistribution(null, 2, 1.5));
  }

  @Test
  void empiricalSamplesFitTheirTable() {
    Empirical flat =
        new Empirical(streams.stream("flat"), new double[] {0, 1}, new double[] {10, 20});
    assertFits(flat::next, new UniformRealDistribution(null, 10, 20));
    int n = 10_000;
    ExponentialDistribution exponential = new ExponentialDistribution(null, 3);
    double[] probabilities = new double[n + 1];
    double[] values = new double[n + 1];
    for (int i = 0; i < n; i++) {
      probabilities[i] = (double) i / n;
      values[i] = exponential.inverseCumulativeProbability(probabilities[i]);
    }
    probabilities[n] = 1;
    values[n] = 2 * values[n - 1];
    Empirical curve = new Empirical(streams.stream("curve"), probabilities, values);
    assertFits(curve::next, exponential);
  }

  @Test
  void samplesOfTheReferenceGeneratorFitToo() {
    Exponential sampler = new Exponential(streams.referenceStream("exponential"), 2.5);
    assertFits(sampler::next, new ExponentialDistribution(null, 2.5));
  }

  @Test
  void samplesOfAMirroredStreamFitAndMirror() {
    Exponential mirrored = new Exponential(streams.antitheticStream("exponential"), 2.5);
    assertFits(mirrored::next, new ExponentialDistribution(null, 2.5));
    RandomStream plain = streams.stream("pair");
    RandomStream mirror = streams.antitheticStream("pair");
    double correlation = 0;
    Normal a = new Normal(plain, 0, 1);
    Normal b = new Normal(mirror, 0, 1);
    for (int i = 0; i < 1000; i++) {
      double x = a.next();
      correlation += x * b.next() / 1000;
      assertThat(plain.nextDouble() + mirror.nextDouble()).isEqualTo(1.0);
    }
    assertThat(correlation).isLessThan(-0.9);
  }

  @Test
  void theLogarithmIsStrictMathsToTheLastPlace() {
    RandomStream stream = streams.stream("logarithm");
    for (int i = 0; i < 200_000; i++) {
      double x = stream.nextDouble() * StrictMath.pow(2, (int) stream.nextLong(100) - 50);
      double expected = StrictMath.log(x);
      assertThat(Math.abs(Logarithm.of(x) - expected))
          .as("log of %s", x)
          .isLessThanOrEqualTo(Math.ulp(expected));
    }
    assertThat(Logarithm.of(1)).isZero();
    assertThat(Logarithm.of(0.5)).isEqualTo(StrictMath.log(0.5));
  }

  @Test
  void theTestTellsNeighbouringDistributionsApart() {
    Gamma sampler = new Gamma(streams.stream("gamma"), 2.3, 3);
    assertThat(significance(sampler::next, new GammaDistribution(null, 2.4, 3))).isLessThan(1e-3);
  }

  @Test
  void theNormalQuantileIsExactToRounding() {
    NormalDistribution normal = new NormalDistribution(null, 0, 1);
    for (double p = 1e-12; p < 1; p = p < 0.01 ? p * 1.5 : p + 0.003) {
      double x = NormalQuantile.of(p);
      assertThat(normal.cumulativeProbability(x)).isCloseTo(p, within(p * 1e-12));
    }
    assertThat(NormalQuantile.of(0.5)).isZero();
    assertThat(NormalQuantile.of(0.975)).isCloseTo(1.959963984540054, within(1e-15));
  }

  @Test
  void badParametersAreRefused() {
    RandomStream stream = streams.stream("any");
    assertThatIllegalArgumentException().isThrownBy(() -> new Exponential(stream, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Exponential(stream, Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> new Gamma(stream, -1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Gamma(stream, 1, Double.POSITIVE_INFINITY));
    assertThatIllegalArgumentException().isThrownBy(() -> new Normal(stream, Double.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Normal(stream, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Weibull(stream, 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new LogNormal(stream, 0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Pareto(stream, 0, 1));
    double[] zeroToOne = {0, 0.5, 1};
    for (double[][] table :
        new double[][][] {
          {{0}, {1}},
          {{0, 1}, {1}},
          {{0.1, 1}, {1, 2}},
          {{0, 0.9}, {1, 2}},
          {{0, 0.5, 0.5, 1}, {1, 2, 3, 4}},
          {zeroToOne, {1, 3, 2}},
          {zeroToOne, {1, 2, Double.NaN}}
        }) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Empirical(stream, table[0], table[1]));
    }
  }

  private static void assertFits(DoubleSupplier sampler, RealDistribution distribution) {
    assertThat(significance(sampler, distribution))
        .as("p-value with seed %d", SEED)
        .isGreaterThan(1e-3);
  }

  private static double significance(DoubleSupplier sampler, RealDistribution distribution) {
    double[] samples = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      samples[i] = sampler.getAsDouble();
    }
    return new KolmogorovSmirnovTest().kolmogorovSmirnovTest(distribution, samples);
  }
}
