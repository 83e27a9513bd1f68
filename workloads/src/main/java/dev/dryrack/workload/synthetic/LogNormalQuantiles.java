package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.NormalQuantile;

/**
 * A lognormal distribution: {@code median * exp(sigma * z)} for a standard normal z.
 *
 * @param median value at a fraction of 1/2
 * @param sigma standard deviation of the natural logarithm
 */
record LogNormalQuantiles(double median, double sigma) implements Quantiles {

  LogNormalQuantiles {
    Require.positive("median", median);
    Require.positive("sigma", sigma);
  }

  @Override
  public double at(double fraction) {
    return median * StrictMath.exp(sigma * NormalQuantile.of(fraction));
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
  public double mean() {
    return median * StrictMath.exp(sigma * sigma / 2);
  }

  @Override
  public String description() {
    return "lognormal, median " + Require.plain(median) + ", sigma " + Require.plain(sigma);
  }
}
