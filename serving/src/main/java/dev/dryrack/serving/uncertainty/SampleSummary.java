package dev.dryrack.serving.uncertainty;

import java.util.Arrays;

/**
 * What the results of samples come to. Results that are not numbers are left out and counted.
 *
 * @param count results that are numbers
 * @param missing results that are not
 * @param low 10 % are below
 * @param median half are below
 * @param high 10 % are above
 * @param least smallest
 * @param most largest
 */
public record SampleSummary(
    int count, int missing, double low, double median, double high, double least, double most) {

  /** The summary of results; NaN throughout if none is a number. */
  public static SampleSummary of(double[] results) {
    double[] sorted = new double[results.length];
    int count = 0;
    for (double result : results) {
      if (!Double.isNaN(result)) {
        sorted[count++] = result;
      }
    }
    sorted = Arrays.copyOf(sorted, count);
    Arrays.sort(sorted);
    return new SampleSummary(
        count,
        results.length - count,
        quantile(sorted, 0.1),
        quantile(sorted, 0.5),
        quantile(sorted, 0.9),
        quantile(sorted, 0),
        quantile(sorted, 1));
  }

  /** Linear between order statistics, as R's type 7. */
  private static double quantile(double[] sorted, double probability) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double position = probability * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
