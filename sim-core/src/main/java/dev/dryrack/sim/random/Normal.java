package dev.dryrack.sim.random;

/** The normal distribution, sampled by inversion: one uniform draw per sample. */
public final class Normal {

  private final RandomStream stream;
  private final double mean;
  private final double standardDeviation;

  /**
   * A sampler on a stream.
   *
   * @throws IllegalArgumentException if the mean is not finite, or the standard deviation not
   *     positive and finite
   */
  public Normal(RandomStream stream, double mean, double standardDeviation) {
    this.stream = stream;
    this.mean = Parameters.finite("mean", mean);
    this.standardDeviation = Parameters.positive("standard deviation", standardDeviation);
  }

  /** The next sample. */
  public double next() {
    return mean + standardDeviation * NormalQuantile.of(stream.nextDouble());
  }
}
