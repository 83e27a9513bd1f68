package dev.dryrack.sim.random;

/** The exponential distribution, sampled by inversion: one uniform draw per sample. */
public final class Exponential {

  private final RandomStream stream;
  private final double mean;

  /**
   * A sampler on a stream.
   *
   * @throws IllegalArgumentException if the mean is not positive and finite
   */
  public Exponential(RandomStream stream, double mean) {
    this.stream = stream;
    this.mean = Parameters.positive("mean", mean);
  }

  /** The next sample, more than 0. */
  public double next() {
    return -mean * Logarithm.of(stream.nextDouble());
  }
}
