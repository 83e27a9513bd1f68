package dev.dryrack.serving.metrics;

import org.HdrHistogram.Histogram;

/**
 * Gaps between tokens: exact count, mean, standard deviation, minimum and maximum, and quantiles to
 * 3 digits, at a fraction of the cost of a general histogram.
 *
 * <p>Gaps come by the step, each for many requests at once, and hardly differ from step to step. So
 * counts are gathered as long as gaps stay in one bucket, and moments are kept as sums without a
 * division: the sum of gaps in whole nanoseconds, that of squares about the first gap.
 *
 * <p>Units: nanoseconds, up to 2<sup>53</sup>. O(1), allocates nothing; about 360 kB.
 */
final class GapHistogram {

  private final Histogram buckets = new Histogram(1L << 53, 3);
  private long bucketFrom;
  private long bucketTo = -1;
  private long bucketCount;

  private long count;
  private long sumNanos;
  private long originNanos;
  private double squares;
  private long min = Long.MAX_VALUE;
  private long max;

  /**
   * Counts a gap several times.
   *
   * @param times 1 or more
   */
  void record(long nanos, int times) {
    if (nanos < bucketFrom || nanos > bucketTo) {
      openBucket(nanos);
    }
    bucketCount += times;
    count += times;
    sumNanos = Math.addExact(sumNanos, nanos * times);
    double deviation = (double) (nanos - originNanos);
    squares += deviation * deviation * times;
    min = Math.min(min, nanos);
    max = Math.max(max, nanos);
  }

  long count() {
    return count;
  }

  double mean() {
    return count == 0 ? Double.NaN : (double) sumNanos / count;
  }

  /** Of the gaps as a whole population. */
  double standardDeviation() {
    if (count == 0) {
      return Double.NaN;
    }
    double offset = mean() - originNanos;
    return StrictMath.sqrt(Math.max(0, squares / count - offset * offset));
  }

  double min() {
    return count == 0 ? Double.NaN : (double) min;
  }

  double max() {
    return count == 0 ? Double.NaN : (double) max;
  }

  double quantile(double q) {
    if (count == 0) {
      return Double.NaN;
    }
    closeBucket();
    return Math.min((double) max, (double) buckets.getValueAtPercentile(100 * q));
  }

  void reset() {
    buckets.reset();
    bucketFrom = 0;
    bucketTo = -1;
    bucketCount = 0;
    count = 0;
    sumNanos = 0;
    squares = 0;
    min = Long.MAX_VALUE;
    max = 0;
  }

  private void openBucket(long nanos) {
    closeBucket();
    if (count == 0) {
      originNanos = nanos;
    }
    bucketFrom = buckets.lowestEquivalentValue(nanos);
    bucketTo = buckets.highestEquivalentValue(nanos);
  }

  private void closeBucket() {
    if (bucketCount > 0) {
      buckets.recordValueWithCount(bucketFrom, bucketCount);
      bucketCount = 0;
    }
  }
}
