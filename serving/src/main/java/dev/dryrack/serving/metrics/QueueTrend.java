package dev.dryrack.serving.metrics;

import java.util.Arrays;

/**
 * The queue that arrivals find, over the time from 0 to the last of them, in at most 128 intervals
 * of equal length that double when time runs past them.
 *
 * <p>Of each interval the least queue that an arrival found is kept. Between arrivals a queue only
 * gets shorter, so these are its least lengths, free of what waits for the next step alone. Nothing
 * that happens after the last arrival changes them.
 *
 * <p>Memory is fixed; O(1) per arrival, amortised. Allocates nothing but in {@link #growth}.
 */
final class QueueTrend {

  private static final int INTERVALS = 128;
  private static final int NONE = Integer.MAX_VALUE;

  private final int[] least = new int[INTERVALS];
  private final long[] requests = new long[INTERVALS];

  /** Intervals are 2 to this power picoseconds long. */
  private int widthShift;

  private long lastPicos;

  /** Starts at time 0 with intervals of 2 to the given power picoseconds. */
  QueueTrend(int initialWidthShift) {
    widthShift = initialWidthShift;
    Arrays.fill(least, NONE);
  }

  /**
   * An arrival.
   *
   * @param waiting how many wait already
   * @param sent requests sent since the arrival before, this one too
   */
  void arrival(long nowPicos, int waiting, long sent) {
    while (nowPicos >> widthShift >= INTERVALS) {
      doubleWidth();
    }
    int interval = (int) (nowPicos >> widthShift);
    least[interval] = Math.min(least[interval], waiting);
    requests[interval] += sent;
    lastPicos = nowPicos;
  }

  /** From time 0 to the last arrival. */
  long periodPicos() {
    return lastPicos;
  }

  /**
   * How the queue grew in the second half of the period or, if it was of no more than so many later
   * than that, since then.
   */
  QueueGrowth growth(int few) {
    int last = (int) (lastPicos >> widthShift);
    int half = (last + 1) / 2;
    int[] future = leastFromHereOn(last);
    int from = half;
    while (from < last && future[from] <= few) {
      from++;
    }
    int middle = (from + last) / 2;
    return new QueueGrowth(
        (long) (last - from) << widthShift,
        lastPicos,
        future[middle] - future[from],
        future[last] - future[middle],
        requests(from, last),
        requests(half, last));
  }

  private int[] leastFromHereOn(int last) {
    int[] future = Arrays.copyOf(least, last + 1);
    for (int i = last - 1; i >= 0; i--) {
      future[i] = Math.min(future[i], future[i + 1]);
    }
    return future;
  }

  private long requests(int from, int last) {
    long sum = 0;
    for (int i = from; i <= last; i++) {
      sum += requests[i];
    }
    return sum;
  }

  private void doubleWidth() {
    for (int i = 0; i < INTERVALS / 2; i++) {
      least[i] = Math.min(least[2 * i], least[2 * i + 1]);
      requests[i] = requests[2 * i] + requests[2 * i + 1];
    }
    Arrays.fill(least, INTERVALS / 2, INTERVALS, NONE);
    Arrays.fill(requests, INTERVALS / 2, INTERVALS, 0);
    widthShift++;
  }
}
