package dev.dryrack.workload.statistics;

import java.util.Arrays;

/**
 * How the input and output lengths of requests go together; NaN where one of them never varies.
 *
 * @param pearson linear correlation
 * @param spearman correlation of ranks, ties sharing their mean rank
 * @param pearsonLog linear correlation of log(1 + length)
 * @param heldPairs number of requests (the first ones) that the figures rest on
 */
public record Correlation(double pearson, double spearman, double pearsonLog, long heldPairs) {

  static Correlation of(int[] first, int[] second, int count) {
    double[] x = new double[count];
    double[] y = new double[count];
    for (int i = 0; i < count; i++) {
      x[i] = first[i];
      y[i] = second[i];
    }
    double pearson = pearson(x, y);
    for (int i = 0; i < count; i++) {
      x[i] = StrictMath.log1p(first[i]);
      y[i] = StrictMath.log1p(second[i]);
    }
    double pearsonLog = pearson(x, y);
    double spearman = pearson(ranks(first, count), ranks(second, count));
    return new Correlation(pearson, spearman, pearsonLog, count);
  }

  /** Spearman correlation of pairs of numbers; NaN where one of them never varies. */
  public static double spearman(double[] first, double[] second) {
    return pearson(ranks(first), ranks(second));
  }

  static double pearson(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    return xx == 0 || yy == 0 ? Double.NaN : xy / Math.sqrt(xx * yy);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double[] ranks(int[] values, int count) {
    double[] copy = new double[count];
    for (int i = 0; i < count; i++) {
      copy[i] = values[i];
    }
    return ranks(copy);
  }

  private static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int first = boundary(sorted, values[i], true);
      int last = boundary(sorted, values[i], false);
      ranks[i] = (first + last - 1) / 2.0 + 1;
    }
    return ranks;
  }

  /** Index of the first element not below (or above) a value. */
  private static int boundary(double[] sorted, double value, boolean first) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || (!first && sorted[middle] == value)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
