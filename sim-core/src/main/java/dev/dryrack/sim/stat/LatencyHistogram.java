package dev.dryrack.sim.stat;

import org.HdrHistogram.Histogram;

/**
 * Latencies: exact count, mean, standard deviation, minimum and maximum, and quantiles to 3 digits.
 *
 * <p>Units: nanoseconds, from 0 to 2<sup>53</sup> (104 days). A quantile is the smallest recorded
 * value that at least that share of the values does not exceed, too high by at most 0.1 %.
 *
 * <p>Memory: about 360 kB, fixed; recording and merging allocate nothing. Source of the histogram:
 * G. Tene's HdrHistogram.
 */
public final class LatencyHistogram {

  /** The largest latency that can be recorded. */
  public static final long MAX_NANOS = 1L << 53;

  /** By how much of itself a quantile may be too high. */
  public static final double RESOLUTION_FRACTION = 1e-3;

  private static final int DIGITS = 3;

  private final Histogram buckets = new Histogram(MAX_NANOS, DIGITS);
  private final Tally exact = new Tally();

  /** Counts a latency. */
  public void record(long nanos) {
    check(nanos);
    buckets.recordValue(nanos);
    exact.record((double) nanos);
  }

  /** Counts a latency several times. */
  public void record(long nanos, long count) {
    check(nanos);
    exact.record((double) nanos, count);
    if (count > 0) {
      buckets.recordValueWithCount(nanos, count);
    }
  }

  /** Counts everything that the other has counted. */
  public void add(LatencyHistogram other) {
    buckets.add(other.buckets);
    exact.add(other.exact);
  }

  /** The number of latencies. */
  public long count() {
    return exact.count();
  }

  /** Their mean in nanoseconds; NaN if there is none. */
  public double mean() {
    return exact.mean();
  }

  /** Their standard deviation (divisor count, as numpy's default); NaN if there is none. */
  public double standardDeviation() {
    return exact.populationStandardDeviation();
  }

  /** The shortest; -1 if there is none. */
  public long min() {
    return count() == 0 ? -1 : (long) exact.min();
  }

  /** The longest; -1 if there is none. */
  public long max() {
    return count() == 0 ? -1 : (long) exact.max();
  }

  /**
   * The latency that a share of the latencies does not exceed; NaN if there is none.
   *
   * @param q from 0 (the minimum) to 1 (the maximum)
   */
  public double quantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("quantile " + q + " is outside 0 to 1");
    }
    if (count() == 0) {
      return Double.NaN;
    }
    if (q == 0) {
      return exact.min();
    }
    return Math.min(exact.max(), (double) buckets.getValueAtPercentile(100 * q));
  }

  /** The share of latencies that are at most this long, to the histogram's resolution. */
  public double fractionWithin(long nanos) {
    if (count() == 0) {
      return Double.NaN;
    }
    return (double) buckets.getCountBetweenValues(0, Math.min(nanos, MAX_NANOS)) / count();
  }

  /** Forgets everything. */
  public void reset() {
    buckets.reset();
    exact.reset();
  }

  private static void check(long nanos) {
    if (nanos < 0 || nanos > MAX_NANOS) {
      throw new IllegalArgumentException(
          "latency " + nanos + " ns is outside 0 to " + MAX_NANOS + " ns");
    }
  }
}
