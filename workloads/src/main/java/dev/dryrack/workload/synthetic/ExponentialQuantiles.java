package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.Logarithm;

/**
 * An exponential distribution: {@code -mean * ln(1 - u)}.
 *
 * @param mean its mean and standard deviation
 */
record ExponentialQuantiles(double mean) implements Quantiles {

  ExponentialQuantiles {
    Require.positive("mean", mean);
  }

  @Override
  public double at(double fraction) {
    return -mean * Logarithm.of(1 - fraction);
  }

  @Override
  public double least() {
    return 0;
  }

  @Override
  public double most() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public String description() {
    return "exponential, mean " + Require.plain(mean);
  }
}
