package dev.dryrack.sim.stat;

/**
 * Count, mean, variance, minimum and maximum of observed values, in constant memory.
 *
 * <p>Numerically stable: B. P. Welford, "Note on a Method for Calculating Corrected Sums of Squares
 * and Products", Technometrics 4(3), 1962; merged after T. F. Chan, G. H. Golub, R. J. LeVeque,
 * "Algorithms for Computing the Sample Variance", The American Statistician 37(3), 1983.
 */
public final class Tally {

  private long count;
  private double mean;

  /** Sum of squared deviations from the mean. */
  private double squares;

  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** Counts a value. */
  public void record(double value) {
    double deviation = value - mean;
    mean += deviation / ++count;
    squares += deviation * (value - mean);
    min = Math.min(min, value);
    max = Math.max(max, value);
  }

  /**
   * Counts a value several times.
   *
   * @throws IllegalArgumentException if the number of times is negative
   */
  public void record(double value, long times) {
    if (times < 0) {
      throw new IllegalArgumentException("a value cannot be counted " + times + " times");
    }
    if (times > 0) {
      merge(times, value, 0, value, value);
    }
  }

  /** Counts everything that the other has counted. */
  public void add(Tally other) {
    if (other.count > 0) {
      merge(other.count, other.mean, other.squares, other.min, other.max);
    }
  }

  /** The number of values. */
  public long count() {
    return count;
  }

  /** Their mean; NaN if there is none. */
  public double mean() {
    return count == 0 ? Double.NaN : mean;
  }

  /** Their sum. */
  public double sum() {
    return mean * count;
  }

  /** The unbiased sample variance (divisor count - 1); NaN for fewer than two values. */
  public double variance() {
    return count < 2 ? Double.NaN : squares / (count - 1);
  }

  /** The square root of {@link #variance()}. */
  public double standardDeviation() {
    return StrictMath.sqrt(variance());
  }

  /** The standard deviation of these values taken as the whole population (divisor count). */
  public double populationStandardDeviation() {
    return count == 0 ? Double.NaN : StrictMath.sqrt(squares / count);
  }

  /** The smallest value; NaN if there is none. */
  public double min() {
    return count == 0 ? Double.NaN : min;
  }

  /** The largest value; NaN if there is none. */
  public double max() {
    return count == 0 ? Double.NaN : max;
  }

  /** Forgets everything. */
  public void reset() {
    count = 0;
    mean = 0;
    squares = 0;
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
  }

  private void merge(
      long otherCount, double otherMean, double otherSquares, double otherMin, double otherMax) {
    if (count == 0) {
      // No difference to square: it could overflow, and nothing times infinity is not a number.
      count = otherCount;
      mean = otherMean;
      squares = otherSquares;
      min = otherMin;
      max = otherMax;
      return;
    }
    long total = Math.addExact(count, otherCount);
    double deviation = otherMean - mean;
    double share = (double) otherCount / total;
    squares += otherSquares + deviation * deviation * count * share;
    mean += deviation * share;
    count = total;
    min = Math.min(min, otherMin);
    max = Math.max(max, otherMax);
  }
}
