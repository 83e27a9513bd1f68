package dev.dryrack.serving.metrics;

/**
 * Whether a system keeps up with an open-loop load, from the number N of requests in it over the
 * arrival period: from 0 to the last arrival, in quarters, with A requests sent in all.
 *
 * <ol>
 *   <li>{@link #OVERLOADED}: the mean of N grows from the second to the third and to the fourth
 *       quarter, and the growth from the second to the fourth, half a period apart, exceeds both 5
 *       % of the A/2 requests that arrived meanwhile and twice their square root, which chance
 *       alone rarely reaches at a load of exactly 1; and the period is at least 8 times as long as
 *       the tenth percentile of the end-to-end latency, so that the growth is not the filling of an
 *       empty system.
 *   <li>Else {@link #BACKLOGGED}: more than 4 requests, and more than 10 % of A, still wait for
 *       their first step just after the last arrival: a burst, or a period too short to tell.
 *   <li>Else {@link #STABLE}. A closed loop is always stable: it waits for the system.
 * </ol>
 */
public enum Stability {
  STABLE,
  BACKLOGGED,
  OVERLOADED;

  private static final double GROWTH_SHARE = 0.05;
  private static final double DEVIATIONS = 2;
  private static final int FEW = 4;
  private static final double BACKLOG_SHARE = 0.1;
  private static final int RESIDENCES = 8;

  static Stability judge(
      LoadTrend trend,
      double periodPicos,
      long sent,
      int waitingAfterLastArrival,
      double residencePicos) {
    if (periodPicos > 0 && periodPicos >= RESIDENCES * residencePicos) {
      double second = trend.mean(0.25 * periodPicos, 0.5 * periodPicos);
      double third = trend.mean(0.5 * periodPicos, 0.75 * periodPicos);
      double fourth = trend.mean(0.75 * periodPicos, periodPicos);
      double arrived = 0.5 * sent;
      double noticeable = Math.max(GROWTH_SHARE * arrived, DEVIATIONS * Math.sqrt(arrived));
      if (second < third && third < fourth && fourth - second > noticeable) {
        return OVERLOADED;
      }
    }
    return waitingAfterLastArrival > Math.max(FEW, BACKLOG_SHARE * sent) ? BACKLOGGED : STABLE;
  }
}
