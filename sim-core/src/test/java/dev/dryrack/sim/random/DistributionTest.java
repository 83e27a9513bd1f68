package dev.dryrack.sim.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleSupplier;
import org.apache.commons.math3.distribution.ExponentialDistribution;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.RealDistribution;
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
