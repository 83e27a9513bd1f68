package dev.dryrack.sim.random;

/** The Pareto distribution (type I), sampled by inversion: one uniform draw per sample. */
public final class Pareto {

  private final RandomStream stream;
  private final double least;
  private final double power;

  /**
   * A sampler on a stream.
   *
   * @param least the smallest value there is
   * @param shape the tail's exponent: the mean is finite above 1, the variance above 2
   * @throws IllegalArgumentException if least or shape is not positive and finite
   */
  public Pareto(RandomStream stream, double least, double shape) {
    this.stream = stream;
    this.least = Parameters.positive("least value", least);
    power = -1 / Parameters.positive("shape", shape);
  }

  /** The next sample, {@code least} or more. */
  public double next() {
    // Not pow, which allocates its tables anew in every call.
    return least * StrictMath.exp(power * Logarithm.of(stream.nextDouble()));
  }
}
