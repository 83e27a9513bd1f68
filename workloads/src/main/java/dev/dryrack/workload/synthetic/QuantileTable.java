package dev.dryrack.workload.synthetic;

import java.util.Arrays;

/**
 * A distribution by some of its quantiles, linear between them. Immutable.
 *
 * <p>Invariant: fractions rise strictly from 0 to 1, values never fall.
 */
public final class QuantileTable implements Quantiles {

  /** Fractions that fitted tables have: finer towards the tails. */
  private static final double[] FRACTIONS = fractions();

  private final double[] fractions;
  private final double[] values;

  /**
   * A table of its own points.
   *
   * @throws IllegalArgumentException if the fractions do not rise from 0 to 1 or a value falls
   */
  public QuantileTable(double[] fractions, double[] values) {
    this.fractions = fractions.clone();
    this.values = values.clone();
    int last = fractions.length - 1;
    if (last < 1 || last + 1 != values.length || fractions[0] != 0 || fractions[last] != 1) {
      throw new IllegalArgumentException(
          "a quantile table needs at least 2 points, the first at 0 and the last at 1");
    }
    for (int i = 1; i <= last; i++) {
      if (!(fractions[i] > fractions[i - 1]) || !(values[i] >= values[i - 1])) {
        throw new IllegalArgumentException(
            "quantile table: point "
                + (i + 1)
                + " ("
                + fractions[i]
                + ", "
                + values[i]
                + ") does not rise above the one before it");
      }
    }
  }

  /** A single value. */
  public static QuantileTable fixed(double value) {
    return uniform(value, value);
  }

  /** Values spread evenly between two. */
  public static QuantileTable uniform(double lowest, double highest) {
    return new QuantileTable(new double[] {0, 1}, new double[] {lowest, highest});
  }

  /**
   * A table of observations. Where the straight line between two quantiles has another mean than
   * the observations between them, as in a long tail, a point in between keeps it: the mean of the
   * table is that of the observations.
   */
  public static QuantileTable of(double[] observations) {
    double[] sorted = observations.clone();
    Arrays.sort(sorted);
    double[] ends = new double[FRACTIONS.length];
    for (int i = 0; i < ends.length; i++) {
      double position = FRACTIONS[i] * (sorted.length - 1);
      int below = (int) position;
      int above = Math.min(sorted.length - 1, below + 1);
      ends[i] = sorted[below] + (position - below) * (sorted[above] - sorted[below]);
      ends[i] = i == 0 ? ends[i] : Math.max(ends[i], ends[i - 1]);
    }
    return new TableMeans(sorted).keptBy(FRACTIONS, ends);
  }

  private static double[] fractions() {
    double[] inner = new double[101 + 6];
    for (int i = 0; i <= 100; i++) {
      inner[i] = i / 100.0;
    }
    inner[101] = 0.005;
    inner[102] = 0.995;
    inner[103] = 0.998;
    inner[104] = 0.999;
    inner[105] = 0.9995;
    inner[106] = 0.9999;
    Arrays.sort(inner);
    return inner;
  }

  @Override
  public double at(double fraction) {
    int found = Arrays.binarySearch(fractions, fraction);
    if (found >= 0) {
      return values[found];
    }
    int above = -found - 1;
    if (above == 0 || above == fractions.length) {
      throw new IllegalArgumentException("fraction " + fraction + " is not within 0 to 1");
    }
    double part = (fraction - fractions[above - 1]) / (fractions[above] - fractions[above - 1]);
    return values[above - 1] + part * (values[above] - values[above - 1]);
  }

  @Override
  public double least() {
    return values[0];
  }

  @Override
  public double most() {
    return values[values.length - 1];
  }

  @Override
  public String description() {
    return Require.plain(least())
        + " to "
        + Require.plain(most())
        + ", median "
        + Require.plain(at(0.5));
  }

  /** Mean of the straight lines between the points. */
  @Override
  public double mean() {
    double sum = 0;
    for (int i = 1; i < values.length; i++) {
      sum += (fractions[i] - fractions[i - 1]) * (values[i] + values[i - 1]) / 2;
    }
    return sum;
  }

  /** Number of points. */
  public int points() {
    return values.length;
  }

  /** Fraction of a point. */
  public double fraction(int point) {
    return fractions[point];
  }

  /** Value of a point. */
  public double value(int point) {
    return values[point];
  }
}
