package dev.dryrack.serving.uncertainty;

import dev.dryrack.sim.random.NormalQuantile;

/**
 * What an uncertain number may be, by its quantiles. Immutable; a quantile is O(1) and allocates
 * nothing.
 *
 * <p>Distributions without ends are cut where {@link #TAIL} of them lies beyond, so that a sample
 * is never absurd and the ends can be checked before any sample is drawn.
 */
public sealed interface Distribution {

  /** The share that is cut off at either end of a distribution without ends. */
  double TAIL = 0.001;

  /** The value below which the number is with the given probability, 0 to 1. */
  double quantile(double probability);

  /** As likely to be below as above. */
  default double median() {
    return quantile(0.5);
  }

  /** Anything between two ends, all as likely. */
  record Uniform(double low, double high) implements Distribution {

    public Uniform {
      require(low < high, "the upper end must be above the lower one");
    }

    @Override
    public double quantile(double probability) {
      return low + (high - low) * probability;
    }
  }

  /** Between two ends, most likely at the mode, ever less towards the ends. */
  record Triangular(double low, double mode, double high) implements Distribution {

    public Triangular {
      require(low < high, "the upper end must be above the lower one");
      require(low <= mode && mode <= high, "the mode must lie between the ends");
    }

    @Override
    public double quantile(double probability) {
      double width = high - low;
      double rising = mode - low;
      return probability * width < rising
          ? low + Math.sqrt(probability * width * rising)
          : high - Math.sqrt((1 - probability) * width * (high - mode));
    }
  }

  /** The normal distribution. */
  record Normal(double mean, double deviation) implements Distribution {

    public Normal {
      require(deviation > 0, "the standard deviation must be above 0");
    }

    @Override
    public double quantile(double probability) {
      return mean + deviation * standard(probability);
    }
  }

  /** A number whose logarithm is normal: as likely to be {@code f} times more as less. */
  record LogNormal(double middle, double sigma) implements Distribution {

    public LogNormal {
      require(middle > 0, "the median must be above 0");
      require(sigma > 0 && sigma <= 3, "sigma, of the logarithm, must be above 0 and at most 3");
    }

    @Override
    public double quantile(double probability) {
      return middle * StrictMath.exp(sigma * standard(probability));
    }
  }

  /** One of so many cases, 0 and up, all as likely. */
  record OneOf(int cases) implements Distribution {

    public OneOf {
      require(cases >= 2, "a choice needs two values or more");
    }

    @Override
    public double quantile(double probability) {
      return Math.min(cases - 1.0, Math.floor(probability * cases));
    }
  }

  private static double standard(double probability) {
    return NormalQuantile.of(Math.min(1 - TAIL, Math.max(TAIL, probability)));
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
