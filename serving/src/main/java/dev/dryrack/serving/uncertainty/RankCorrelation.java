package dev.dryrack.serving.uncertainty;

import java.util.Arrays;

/**
 * Spearman's rank correlation: 1 if a result always grows with an input, -1 if it always falls, 0
 * if neither. Equal values share their mean rank. O(n log n).
 */
public final class RankCorrelation {

  private RankCorrelation() {}

  /** The correlation over the samples in which both are numbers; 0 if either never changes. */
  public static double of(double[] input, double[] result) {
    double[] x = new double[input.length];
    double[] y = new double[input.length];
    int count = 0;
    for (int i = 0; i < input.length; i++) {
      if (!Double.isNaN(input[i]) && !Double.isNaN(result[i])) {
        x[count] = input[i];
        y[count++] = result[i];
      }
    }
    return pearson(ranks(Arrays.copyOf(x, count)), ranks(Arrays.copyOf(y, count)));
  }

  private static double[] ranks(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int first = firstAtLeast(sorted, values[i]);
      int after = firstAtLeast(sorted, Math.nextUp(values[i]));
      ranks[i] = (first + after - 1) / 2.0;
    }
    return ranks;
  }

  private static int firstAtLeast(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double pearson(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - meanX) * (y[i] - meanY);
      xx += (x[i] - meanX) * (x[i] - meanX);
      yy += (y[i] - meanY) * (y[i] - meanY);
    }
    return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }
}
