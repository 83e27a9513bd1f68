package dev.dryrack.serving.metrics;

/**
 * Durations in nanoseconds: exact count, mean, minimum and maximum, standard deviation, and
 * quantiles to 3 digits, at a fraction of the cost of a general histogram.
 *
 * <p>Gaps between tokens come by the step, each for many requests at once, and hardly differ from
 * step to step: counts are gathered as long as they stay in one bucket. Moments are kept as sums
 * without a division: the sum of durations, exactly, and that of squares about the first.
 *
 * <p>Units: nanoseconds, up to 2<sup>53</sup>. O(1), allocates nothing; about 360 kB.
 */
final class NanosHistogram {

  private static final long PICOS_PER_NANO = 1_000;

  /** What {@link #sumNanos} is kept below. */
  private static final long WRAP = 1L << 62;

  private final NanosBuckets buckets = new NanosBuckets();
  private long bucketFrom;
  private long bucketTo = -1;
  private long bucketCount;

  private long count;

  /** The sum is {@code wraps} · 2<sup>62</sup> + {@code sumNanos}. */
  private long sumNanos;

  private long wraps;
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
    add(Math.multiplyExact(nanos, (long) times));
    double deviation = (double) (nanos - originNanos);
    squares += deviation * deviation * times;
    min = Math.min(min, nanos);
    max = Math.max(max, nanos);
  }

  /**
   * Counts several gaps, each several times.
   *
   * @param picos the gaps, in picoseconds
   * @param gaps how many of them
   * @param times 1 or more
   */
  void recordAll(long[] picos, int gaps, int times) {
    long sum = 0;
    double squareSum = 0;
    long shortest = min;
    long longest = max;
    long inBucket = 0;
    for (int i = 0; i < gaps; i++) {
      long nanos = (picos[i] + PICOS_PER_NANO / 2) / PICOS_PER_NANO;
      if (nanos < bucketFrom || nanos > bucketTo) {
        bucketCount += inBucket * times;
        inBucket = 0;
        openBucket(nanos);
      }
      inBucket++;
      sum += nanos;
      double deviation = (double) (nanos - originNanos);
      squareSum += deviation * deviation;
      shortest = Math.min(shortest, nanos);
      longest = Math.max(longest, nanos);
    }
    bucketCount += inBucket * times;
    count += (long) gaps * times;
    add(Math.multiplyExact(sum, (long) times));
    squares += squareSum * times;
    min = shortest;
    max = longest;
  }

  /** Counts one value that has nothing to do with the one before. */
  void recordAlone(long nanos) {
    if (count == 0) {
      originNanos = nanos;
    }
    buckets.count(nanos, 1);
    count++;
    add(nanos);
    double deviation = (double) (nanos - originNanos);
    squares += deviation * deviation;
    min = Math.min(min, nanos);
    max = Math.max(max, nanos);
  }

  long count() {
    return count;
  }

  double mean() {
    return count == 0 ? Double.NaN : ((double) wraps * (double) WRAP + (double) sumNanos) / count;
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
    return Math.min((double) max, (double) buckets.quantile(q));
  }

  void reset() {
    buckets.reset();
    bucketFrom = 0;
    bucketTo = -1;
    bucketCount = 0;
    count = 0;
    sumNanos = 0;
    wraps = 0;
    squares = 0;
    min = Long.MAX_VALUE;
    max = 0;
  }

  private void add(long nanos) {
    if (nanos >= WRAP - sumNanos) {
      sumNanos -= WRAP;
      wraps++;
    }
    sumNanos += nanos;
  }

  private void openBucket(long nanos) {
    closeBucket();
    boolean first = count == 0 && bucketTo < 0;
    if (first) {
      originNanos = nanos;
    }
    bucketFrom = NanosBuckets.from(nanos);
    bucketTo = NanosBuckets.to(nanos);
  }

  private void closeBucket() {
    if (bucketCount > 0) {
      buckets.count(bucketFrom, bucketCount);
      bucketCount = 0;
    }
  }
}
