package dev.dryrack.sim.random;

/** The Weibull distribution, sampled by inversion: one uniform draw per sample. */
public final class Weibull {

  private final RandomStream stream;
  private final double scale;
  private final double power;

  /**
   * A sampler on a stream.
   *
   * @throws IllegalArgumentException if shape or scale is not positive and finite
   */
  public Weibull(RandomStream stream, double shape, double scale) {
    this.stream = stream;
    this.scale = Parameters.positive("scale", scale);
    power = 1 / Parameters.positive("shape", shape);
  }

  /** The next sample, 0 or more. */
  public double next() {
    // Not pow, which allocates its tables anew in every call.
    return scale * StrictMath.exp(power * Logarithm.of(-Logarithm.of(stream.nextDouble())));
  }
}
