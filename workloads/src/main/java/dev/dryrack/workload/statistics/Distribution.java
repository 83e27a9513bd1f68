package dev.dryrack.workload.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * An exact distribution of whole numbers: each distinct value with the number of times that it or a
 * lower one occurred. Immutable. All figures of an empty distribution are NaN.
 */
public final class Distribution {

  private final int[] values;
  private final long[] cumulative;

  /**
   * @param values distinct values, ascending
   * @param cumulative how many observations are at most the value, ascending
   */
  Distribution(int[] values, long[] cumulative) {
    this.values = values;
    this.cumulative = cumulative;
  }

  /** Number of observations. */
  public long count() {
    return cumulative.length == 0 ? 0 : cumulative[cumulative.length - 1];
  }

  /** Number of distinct values. */
  public int distinct() {
    return values.length;
  }

  /** A distinct value, by rank from 0. */
  public int value(int rank) {
    return values[rank];
  }

  /** How often the distinct value of a rank occurred. */
  public long occurrences(int rank) {
    return cumulative[rank] - (rank == 0 ? 0 : cumulative[rank - 1]);
  }

  /** A value and how often it occurred. */
  public record Frequent(int value, long occurrences) {}

  /** The values that occurred most often, of equally frequent ones the smaller first. */
  public List<Frequent> mostFrequent(int most) {
    List<Frequent> all = new ArrayList<>();
    for (int rank = 0; rank < values.length; rank++) {
      all.add(new Frequent(values[rank], occurrences(rank)));
    }
    all.sort(Comparator.comparingLong(Frequent::occurrences).reversed());
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }

  /** Smallest value. */
  public double min() {
    return values.length == 0 ? Double.NaN : values[0];
  }

  /** Largest value. */
  public double max() {
    return values.length == 0 ? Double.NaN : values[values.length - 1];
  }

  /** Arithmetic mean; the sum is exact as long as it fits a long. */
  public double mean() {
    return sum() / (double) count();
  }

  /** Sum of all observations. */
  public long sum() {
    long sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * occurrences(i);
    }
    return sum;
  }

  /** Variance of the observations as a whole population (divided by n). */
  public double variance() {
    double mean = mean();
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      double off = values[i] - mean;
      squares += off * off * occurrences(i);
    }
    return squares / count();
  }

  /** Standard deviation of the observations as a whole population. */
  public double standardDeviation() {
    return Math.sqrt(variance());
  }

  /**
   * Quantile by linear interpolation between the neighbouring order statistics (NumPy's default,
   * Hyndman and Fan's type 7).
   *
   * @param fraction 0 to 1
   */
  public double quantile(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("quantile " + fraction + " is not within 0 to 1");
    }
    if (values.length == 0) {
      return Double.NaN;
    }
    double position = fraction * (count() - 1);
    long below = (long) position;
    int low = atOrder(below);
    int high = atOrder(Math.min(count() - 1, below + 1));
    return low + (position - below) * ((double) high - low);
  }

  /** Fraction of the observations that are at most a value. */
  public double fractionAtMost(double value) {
    int low = 0;
    int high = values.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : cumulative[low - 1] / (double) count();
  }

  /** The observation of an order, from 0. */
  private int atOrder(long order) {
    int found = Arrays.binarySearch(cumulative, order + 1);
    return values[found >= 0 ? found : -found - 1];
  }
}
