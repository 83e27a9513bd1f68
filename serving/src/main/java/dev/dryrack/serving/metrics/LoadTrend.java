package dev.dryrack.serving.metrics;

import java.util.Arrays;

/**
 * The number of requests in the system over time, in at most 128 intervals of equal length that
 * double when time runs past them.
 *
 * <p>Invariant: the sum of the intervals is the exact integral of the level up to the last change.
 * Memory is fixed; O(1) per change, amortised. Allocates nothing.
 */
final class LoadTrend {

  private static final int INTERVALS = 128;

  /** Integral of the level over each interval, in level × picoseconds. */
  private final double[] area = new double[INTERVALS];

  /** Intervals are 2 to this power picoseconds long. */
  private int widthShift;

  private long lastPicos;
  private int level;

  /** Starts at time 0 and level 0 with intervals of 2 to the given power picoseconds. */
  LoadTrend(int initialWidthShift) {
    widthShift = initialWidthShift;
  }

  int level() {
    return level;
  }

  void change(long nowPicos, int amount) {
    advance(nowPicos);
    level += amount;
  }

  /** Counts the current level up to a time. */
  void advance(long nowPicos) {
    while (nowPicos >> widthShift >= INTERVALS) {
      doubleWidth();
    }
    while (lastPicos < nowPicos) {
      int interval = (int) (lastPicos >> widthShift);
      long until = Math.min(nowPicos, (interval + 1L) << widthShift);
      area[interval] += (double) level * (until - lastPicos);
      lastPicos = until;
    }
  }

  /**
   * The mean level between two times, at most the last change apart; within an interval it is even.
   */
  double mean(double fromPicos, double toPicos) {
    return (integral(toPicos) - integral(fromPicos)) / (toPicos - fromPicos);
  }

  private double integral(double toPicos) {
    double sum = 0;
    double widthPicos = (double) (1L << widthShift);
    int whole = (int) Math.min(INTERVALS, toPicos / widthPicos);
    for (int i = 0; i < whole; i++) {
      sum += area[i];
    }
    if (whole < INTERVALS) {
      sum += area[whole] * (toPicos / widthPicos - whole);
    }
    return sum;
  }

  private void doubleWidth() {
    for (int i = 0; i < INTERVALS / 2; i++) {
      area[i] = area[2 * i] + area[2 * i + 1];
    }
    Arrays.fill(area, INTERVALS / 2, INTERVALS, 0);
    widthShift++;
  }
}
