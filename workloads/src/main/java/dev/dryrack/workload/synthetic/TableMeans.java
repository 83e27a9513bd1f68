package dev.dryrack.workload.synthetic;

import java.util.Arrays;

/**
 * Puts points into a {@link QuantileTable} so that the means of its pieces are those of the
 * observations. A piece between values u and v that shall have mean m gets a point half way with
 * value {@code 2m - (u + v)/2}; where that is beyond u or v, it gets one with value u or v, where
 * the mean asks for it. What no point can give is carried on, from the longest to the shortest.
 */
final class TableMeans {

  /** Error of the mean below which a piece stays as it is, relative to the mean size of a value. */
  private static final double NEGLIGIBLE = 1e-5;

  /** How near a point may come to the ends of its piece, relative to its width. */
  private static final double NEAREST = 1e-4;

  /** Profiles keep so many of a fraction's decimal places. */
  private static final double DECIMALS = 1e9;

  private final double[] sorted;

  /** Sum of the first n observations. */
  private final double[] sums;

  private final double size;

  TableMeans(double[] sorted) {
    this.sorted = sorted;
    sums = new double[sorted.length + 1];
    double sizes = 0;
    for (int i = 0; i < sorted.length; i++) {
      sums[i + 1] = sums[i] + sorted[i];
      sizes += Math.abs(sorted[i]);
    }
    size = sizes / sorted.length;
  }

  QuantileTable keptBy(double[] fractions, double[] values) {
    int most = 2 * fractions.length;
    double[] allFractions = new double[most];
    double[] allValues = new double[most];
    int at = most;
    double carried = 0;
    for (int i = fractions.length - 1; i >= 0; i--) {
      allFractions[--at] = fractions[i];
      allValues[at] = values[i];
      if (i > 0) {
        double low = fractions[i - 1];
        double width = fractions[i] - low;
        double u = values[i - 1];
        double v = values[i];
        double wanted = carried + sum(fractions[i]) - sum(low);
        double mean = Math.min(v, Math.max(u, wanted / width));
        if (Math.abs(wanted - (u + v) / 2 * width) <= NEGLIGIBLE * size || u == v) {
          carried = wanted - (u + v) / 2 * width;
        } else {
          double middle = 2 * mean - (u + v) / 2;
          double part = partOf(middle, u, v, mean);
          double fraction = Math.rint((low + part * width) * DECIMALS) / DECIMALS;
          double value = Math.min(v, Math.max(u, middle));
          allFractions[--at] = fraction;
          allValues[at] = value;
          carried =
              wanted
                  - (fraction - low) * (u + value) / 2
                  - (fractions[i] - fraction) * (value + v) / 2;
        }
      }
    }
    return new QuantileTable(
        Arrays.copyOfRange(allFractions, at, most), Arrays.copyOfRange(allValues, at, most));
  }

  /** Where in its piece the point stands, 0 to 1. */
  private static double partOf(double middle, double u, double v, double mean) {
    double part =
        middle < u ? 1 - 2 * (mean - u) / (v - u) : middle > v ? 2 * (v - mean) / (v - u) : 0.5;
    return Math.min(1 - NEAREST, Math.max(NEAREST, part));
  }

  /** Sum of the smallest observations that make a fraction, over the number of all. */
  private double sum(double fraction) {
    double observations = fraction * sorted.length;
    int whole = (int) Math.min(sorted.length, observations);
    double rest = whole == sorted.length ? 0 : (observations - whole) * sorted[whole];
    return (sums[whole] + rest) / sorted.length;
  }
}
