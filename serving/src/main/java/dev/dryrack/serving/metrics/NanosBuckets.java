package dev.dryrack.serving.metrics;

import java.util.Arrays;

/**
 * Counts of durations in buckets of equal relative width: one for each nanosecond below 2,048, then
 * 1,024 from one power of two to the next, so that a bucket is at most 0.1 % wide.
 *
 * <p>Quantiles walk only the buckets between the least and the greatest counted.
 *
 * <p>Units: nanoseconds, from 0 to 2<sup>53</sup>. O(1) to count; allocates nothing; 360 kB. Source
 * of the layout: G. Tene's HdrHistogram, with 3 digits.
 */
final class NanosBuckets {

  /** The longest duration that can be counted. */
  static final long MAX_NANOS = 1L << 53;

  /** Buckets from one power of two to the next. */
  private static final int HALF = 1024;

  private static final int HALF_BITS = 10;

  private final long[] counts = new long[index(MAX_NANOS) + 1];
  private long total;
  private int least = Integer.MAX_VALUE;
  private int greatest = -1;

  private static int shift(long nanos) {
    return Long.SIZE - 1 - HALF_BITS - Long.numberOfLeadingZeros(nanos | (2 * HALF - 1));
  }

  private static int index(long nanos) {
    int shift = shift(nanos);
    return (shift << HALF_BITS) + (int) (nanos >>> shift);
  }

  /** The shortest duration that is counted in the same bucket. */
  static long from(long nanos) {
    int shift = shift(nanos);
    return nanos >>> shift << shift;
  }

  /** The longest. */
  static long to(long nanos) {
    return from(nanos) + (1L << shift(nanos)) - 1;
  }

  void count(long nanos, long times) {
    if (nanos < 0 || nanos > MAX_NANOS) {
      throw new IllegalArgumentException(
          "a duration of " + nanos + " ns is outside 0 to " + MAX_NANOS + " ns");
    }
    int index = index(nanos);
    counts[index] += times;
    total += times;
    least = Math.min(least, index);
    greatest = Math.max(greatest, index);
  }

  /**
   * The longest duration of the bucket in which the given share of those counted is reached; 0 if
   * nothing is counted.
   */
  long quantile(double q) {
    // One step down keeps a product that was rounded up out of the next bucket.
    double share = Math.max(0, Math.nextDown(100 * q));
    long wanted = Math.max(1, (long) Math.ceil(share * total / 100));
    long sum = 0;
    for (int index = least; index <= greatest; index++) {
      sum += counts[index];
      if (sum >= wanted) {
        int shift = Math.max(0, (index >> HALF_BITS) - 1);
        long nanos = (long) (index - (shift << HALF_BITS)) << shift;
        return nanos + (1L << shift) - 1;
      }
    }
    return 0;
  }

  void reset() {
    if (greatest >= 0) {
      Arrays.fill(counts, least, greatest + 1, 0);
    }
    total = 0;
    least = Integer.MAX_VALUE;
    greatest = -1;
  }
}
