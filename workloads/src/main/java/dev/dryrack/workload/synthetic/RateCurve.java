package dev.dryrack.workload.synthetic;

import java.util.Arrays;
import java.util.Locale;

/**
 * How a rate goes up and down over a period, such as a day, over and over: straight pieces of
 * relative rate, scaled so that their mean over the period is 1. Immutable.
 */
public final class RateCurve {

  /** A rate that stays the same. */
  public static final RateCurve CONSTANT = steps(1e6, new double[] {1});

  private static final int SINUSOID_PIECES = 1440;

  /** Seconds from the start of the period at which each piece ends. */
  private final double[] ends;

  /** Relative rate at the start and at the end of each piece. */
  private final double[] starts;

  private final double[] stops;
  private final String description;

  private RateCurve(double[] ends, double[] starts, double[] stops, String description) {
    this.ends = ends;
    this.starts = starts;
    this.stops = stops;
    this.description = description;
    double area = 0;
    for (int piece = 0; piece < ends.length; piece++) {
      Require.holds(starts[piece] >= 0 && stops[piece] >= 0, "rate", starts[piece], "0 or more");
      Require.holds(length(piece) >= 0, "time", ends[piece], "not before the one before it");
      area += length(piece) * (starts[piece] + stops[piece]) / 2;
    }
    double mean = area / periodSeconds();
    Require.holds(mean > 0 && Double.isFinite(mean), "mean rate of the curve", mean, "above 0");
    // A mean that is 1 but for rounding leaves a curve as it was written.
    if (Math.abs(mean - 1) > 1e-6) {
      for (int piece = 0; piece < ends.length; piece++) {
        starts[piece] /= mean;
        stops[piece] /= mean;
      }
    }
  }

  private double length(int piece) {
    return ends[piece] - (piece == 0 ? 0 : ends[piece - 1]);
  }

  /** A rate that holds for each of equally long segments. */
  public static RateCurve steps(double segmentSeconds, double[] rates) {
    Require.positive("segmentSeconds", segmentSeconds);
    Require.holds(rates.length > 0, "number of rates", rates.length, "at least 1");
    double[] ends = new double[rates.length];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = (i + 1) * segmentSeconds;
    }
    return new RateCurve(ends, rates.clone(), rates.clone(), rates.length + " steps");
  }

  /**
   * Straight lines between points.
   *
   * @param seconds rising from 0; the last is the period
   * @param rates relative rate at each; equal times make a jump
   */
  public static RateCurve points(double[] seconds, double[] rates) {
    int pieces = seconds.length - 1;
    Require.holds(pieces >= 1, "number of points", seconds.length, "at least 2");
    Require.holds(seconds[0] == 0, "time of the first point", seconds[0], "0");
    return new RateCurve(
        Arrays.copyOfRange(seconds, 1, pieces + 1),
        Arrays.copyOf(rates, pieces),
        Arrays.copyOfRange(rates, 1, pieces + 1),
        pieces + 1 + " points");
  }

  /**
   * {@code 1 + amplitude * cos(2 pi (t - peak) / period)}, in 1,440 straight pieces: off by less
   * than 3e-6 of the amplitude.
   */
  public static RateCurve sinusoid(double periodSeconds, double amplitude, double peakSeconds) {
    Require.positive("period", periodSeconds);
    Require.within("amplitude", amplitude, 0, 1);
    double[] seconds = new double[SINUSOID_PIECES + 1];
    double[] rates = new double[SINUSOID_PIECES + 1];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = periodSeconds * i / SINUSOID_PIECES;
      double angle = 2 * Math.PI * (seconds[i] - peakSeconds) / periodSeconds;
      rates[i] = Math.max(0, 1 + amplitude * StrictMath.cos(angle));
    }
    RateCurve curve = points(seconds, rates);
    String words =
        String.format(
            Locale.ROOT,
            "sinusoid of %s s, amplitude %s",
            Require.plain(periodSeconds),
            Require.plain(amplitude));
    return new RateCurve(curve.ends, curve.starts, curve.stops, words);
  }

  /** Seconds after which the curve starts again. */
  public double periodSeconds() {
    return ends[ends.length - 1];
  }

  boolean isConstant() {
    for (int piece = 0; piece < ends.length; piece++) {
      if (starts[piece] != 1 || stops[piece] != 1) {
        return false;
      }
    }
    return true;
  }

  /** Number of straight pieces. */
  public int pieces() {
    return ends.length;
  }

  /** Seconds from the start of the period at which a piece ends. */
  public double endSeconds(int piece) {
    return ends[piece];
  }

  /** Relative rate at the start of a piece. */
  public double startRate(int piece) {
    return starts[piece];
  }

  /** Relative rate at the end of a piece. */
  public double stopRate(int piece) {
    return stops[piece];
  }

  /** Whether all pieces are level and equally long. */
  public boolean isSteps() {
    for (int piece = 0; piece < ends.length; piece++) {
      if (starts[piece] != stops[piece]
          || Math.abs(ends[piece] - (piece + 1) * ends[0]) > 1e-9 * ends[piece]) {
        return false;
      }
    }
    return true;
  }

  /** A few words for people. */
  public String description() {
    return description;
  }
}
