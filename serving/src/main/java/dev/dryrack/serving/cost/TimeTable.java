package dev.dryrack.serving.cost;

import java.util.function.LongFunction;

/**
 * Times over a grid of counts, in picoseconds for the engine and by operation for reports.
 *
 * <p>Values never decrease with the count: where a formula would (tiles that fill up better), the
 * value before is kept, its parts stretched alike.
 */
final class TimeTable {

  private static final double PICOS_PER_SECOND = 1e12;

  private final TokenGrid grid;
  private final long[] picos;
  private final OperationTimes[] times;

  /**
   * @param max largest count
   * @param price the time of a count by operation
   */
  TimeTable(long max, LongFunction<OperationTimes> price) {
    this.grid = new TokenGrid(max);
    this.picos = new long[grid.points()];
    this.times = new OperationTimes[grid.points()];
    double least = 0;
    for (int i = 0; i < picos.length; i++) {
      OperationTimes at = price.apply(TokenGrid.count(i));
      double seconds = at.seconds();
      if (seconds < least && seconds > 0) {
        OperationTimes stretched = new OperationTimes();
        stretched.add(at, least / seconds);
        at = stretched;
        seconds = least;
      }
      least = seconds;
      times[i] = at;
      picos[i] = Math.round(seconds * PICOS_PER_SECOND);
    }
  }

  TokenGrid grid() {
    return grid;
  }

  long picos(long count) {
    return grid.interpolate(picos, count);
  }

  /** Adds the times of points, each as often as its weight says, to a sum. */
  void addWeighted(double[] weights, OperationTimes into) {
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != 0) {
        into.add(times[i], weights[i]);
      }
    }
  }
}
