package dev.dryrack.sim.random;

/**
 * Zipf's law on the ranks 1 to n: rank k has a weight of k<sup>-exponent</sup>; an exponent of 0
 * makes all equally likely. Sampled by inversion of its summed weights: one uniform draw.
 *
 * <p>Memory: 8 bytes a rank. Complexity: O(log n) per sample. Allocates nothing per sample.
 */
public final class Zipf {

  private static final int MOST_RANKS = 1 << 22;

  private final double exponent;
  private final double mean;

  /** Probability of each rank or a lower one; the last is exactly 1. */
  private final double[] cumulative;

  /**
   * The distribution.
   *
   * @throws IllegalArgumentException if the exponent is negative or not finite, or there are no or
   *     more than 4,194,304 ranks
   */
  public Zipf(double exponent, int ranks) {
    if (!(exponent >= 0 && exponent <= 100)) {
      throw new IllegalArgumentException("exponent " + exponent + " is not within 0 to 100");
    }
    if (ranks < 1 || ranks > MOST_RANKS) {
      throw new IllegalArgumentException(ranks + " ranks are not within 1 to " + MOST_RANKS);
    }
    this.exponent = exponent;
    cumulative = new double[ranks];
    double sum = 0;
    double weighted = 0;
    for (int i = 0; i < ranks; i++) {
      double weight = exponent == 0 ? 1 : StrictMath.exp(-exponent * StrictMath.log(i + 1.0));
      sum += weight;
      weighted += weight * (i + 1.0);
      cumulative[i] = sum;
    }
    for (int i = 0; i < ranks; i++) {
      cumulative[i] /= sum;
    }
    mean = weighted / sum;
  }

  /** The rank of a probability in 0 to 1: the lowest whose cumulative probability reaches it. */
  public int quantile(double probability) {
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] < probability) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low + 1;
  }

  /** The next rank, 1 to n. */
  public int next(RandomStream stream) {
    return quantile(stream.nextDouble());
  }

  /** Probability of a rank. */
  public double probability(int rank) {
    return rank == 1 ? cumulative[0] : cumulative[rank - 1] - cumulative[rank - 2];
  }

  /** Mean rank. */
  public double mean() {
    return mean;
  }

  /** The exponent. */
  public double exponent() {
    return exponent;
  }

  /** Number of ranks. */
  public int ranks() {
    return cumulative.length;
  }
}
