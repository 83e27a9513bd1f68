package dev.dryrack.sim.random;

/**
 * The gamma distribution, sampled by squeeze and rejection: about one normal and one uniform draw
 * per sample.
 *
 * <p>Source: G. Marsaglia, W. W. Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS
 * 26(3), 2000; for shapes below 1 a sample of shape + 1 times u<sup>1/shape</sup>.
 */
public final class Gamma {

  private final RandomStream stream;
  private final double scale;
  private final double boost;
  private final double d;
  private final double c;

  /**
   * A sampler on a stream; its mean is shape x scale.
   *
   * @throws IllegalArgumentException if shape or scale is not positive and finite
   */
  public Gamma(RandomStream stream, double shape, double scale) {
    this.stream = stream;
    this.scale = Parameters.positive("scale", scale);
    boost = Parameters.positive("shape", shape) < 1 ? 1 / shape : 0;
    d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3.0;
    c = 1 / StrictMath.sqrt(9 * d);
  }

  /** The next sample, 0 or more. */
  public double next() {
    double value = scale * d * cubed();
    if (boost == 0) {
      return value;
    }
    // Not pow, which allocates its tables anew in every call.
    return value * StrictMath.exp(boost * Logarithm.of(stream.nextDouble()));
  }

  private double cubed() {
    while (true) {
      double x = NormalQuantile.of(stream.nextDouble());
      double root = 1 + c * x;
      if (root <= 0) {
        continue;
      }
      double v = root * root * root;
      double u = stream.nextDouble();
      double square = x * x;
      if (u < 1 - 0.0331 * square * square
          || Logarithm.of(u) < 0.5 * square + d * (1 - v + Logarithm.of(v))) {
        return v;
      }
    }
  }
}
