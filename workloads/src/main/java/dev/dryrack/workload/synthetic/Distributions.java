package dev.dryrack.workload.synthetic;

/**
 * The distributions that a load can be given. Each throws IllegalArgumentException, naming the
 * parameter, its value and what is allowed.
 */
public final class Distributions {

  private Distributions() {}

  /** Always the same whole number. */
  public static Quantiles fixed(long value) {
    return new WholeUniform(value, value);
  }

  /** Whole numbers of a range, all equally likely. */
  public static Quantiles uniform(long lowest, long highest) {
    return new WholeUniform(lowest, highest);
  }

  /**
   * InferenceMAX's random range: whole numbers from {@code floor(rangeRatio * longest)}, but at
   * least 1, to {@code longest}.
   */
  public static Quantiles randomRange(long longest, double rangeRatio) {
    Require.holds(longest >= 1, "length", longest, "at least 1");
    Require.within("rangeRatio", rangeRatio, 0, 1);
    return new WholeUniform(Math.max(1, (long) (longest * rangeRatio)), longest);
  }

  /** {@code median * exp(sigma * z)}, z standard normal. */
  public static Quantiles lognormal(double median, double sigma) {
    return new LogNormalQuantiles(median, sigma);
  }

  /** Exponential of a mean. */
  public static Quantiles exponential(double mean) {
    return new ExponentialQuantiles(mean);
  }

  /** Whole numbers from 1 upwards of a mean, each later one less likely by the same factor. */
  public static Quantiles geometric(double mean) {
    return new GeometricQuantiles(mean);
  }

  /** Whole numbers of a range, the k-th smallest with a weight of k^-exponent. */
  public static Quantiles zipf(double exponent, long lowest, long highest) {
    return new ZipfQuantiles(exponent, lowest, highest);
  }

  /** Values outside of a range count as its ends. */
  public static Quantiles clipped(Quantiles whole, double least, double most) {
    return whole.least() >= least && whole.most() <= most
        ? whole
        : new ClippedQuantiles(whole, Math.max(least, whole.least()), Math.min(most, whole.most()));
  }
}
