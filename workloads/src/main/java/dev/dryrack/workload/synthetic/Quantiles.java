package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;

/**
 * A distribution of lengths in tokens, of pauses in seconds or of numbers of turns, given by its
 * quantile function. Immutable; drawing allocates nothing.
 *
 * <p>Drawing by inversion is what lets two lengths go together by their ranks.
 */
public interface Quantiles {

  /** Steps by which {@link #mean()} integrates. */
  int MEAN_STEPS = 1 << 14;

  /**
   * The value below which a fraction lies; not falling.
   *
   * @param fraction above 0 and below 1
   */
  double at(double fraction);

  /** The smallest value there is. */
  double least();

  /** The largest value there is; infinity if there is none. */
  double most();

  /** The mean; by the midpoints of 16,384 equal fractions unless overridden. */
  default double mean() {
    double sum = 0;
    for (int step = 0; step < MEAN_STEPS; step++) {
      sum += at((step + 0.5) / MEAN_STEPS);
    }
    return sum / MEAN_STEPS;
  }

  /** The next value: one draw. */
  default double sample(RandomStream stream) {
    return at(stream.nextDouble());
  }

  /** A few words for people, such as {@code 819 to 1024}. */
  String description();

  /** Whether there is more than one value. */
  default boolean varies() {
    return least() < most();
  }
}
