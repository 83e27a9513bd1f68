package dev.dryrack.sim.random;

/** The lognormal distribution, sampled by inversion: one uniform draw per sample. */
public final class LogNormal {

  private final RandomStream stream;
  private final double logMean;
  private final double logStandardDeviation;

  /**
   * A sampler on a stream; {@code exp(logMean)} is the median.
   *
   * @throws IllegalArgumentException if logMean is not finite, or logStandardDeviation not positive
   *     and finite
   */
  public LogNormal(RandomStream stream, double logMean, double logStandardDeviation) {
    this.stream = stream;
    this.logMean = Parameters.finite("mean of the logarithm", logMean);
    this.logStandardDeviation =
        Parameters.positive("standard deviation of the logarithm", logStandardDeviation);
  }

  /** The next sample, 0 or more. */
  public double next() {
    return StrictMath.exp(logMean + logStandardDeviation * NormalQuantile.of(stream.nextDouble()));
  }
}
