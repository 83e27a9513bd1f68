package dev.dryrack.serving.metrics;

/**
 * Whether a system keeps up with an open-loop load, from the requests that wait for their first
 * step while others arrive. Those that run are not looked at: an empty system fills at any load.
 *
 * <p>A queue is stable exactly if more can be served than arrives; else it grows in proportion to
 * time (Loynes, "The stability of a queue with non-independent inter-arrival and service times",
 * 1962). The scale of chance is 3 √n for n arrivals: Poisson arrivals deviate by √n. The scale of
 * time is S, the mean time from the first step to the last token, which takes in no queueing.
 *
 * <ol>
 *   <li>{@link #OVERLOADED}: in the second half of the arrival period, or since no more than 4
 *       waited last, if later, the queue grew beyond chance, and by an eighth or more of that in
 *       each half of that span; the span is as long as S and an eighth of the period, or longer.
 *   <li>Else {@link #BACKLOGGED}: more than 4, and more than chance of the second half of the
 *       period, wait just after the last arrival: a burst, or an overload too short to tell.
 *   <li>Else {@link #TOO_SHORT}: the arrival period is shorter than 3 S, so running requests are
 *       still becoming more, and none may have had to wait for another to end; or the queue grew by
 *       more than 4 and √n, which a load above capacity does and chance may.
 *   <li>Else {@link #STABLE}. A closed loop is always stable: it waits for the system.
 * </ol>
 */
public enum Stability {
  STABLE,
  TOO_SHORT,
  BACKLOGGED,
  OVERLOADED;

  private static final int FEW = 4;
  private static final double DEVIATIONS = 3;
  private static final long LEAST_SHARE = 8;
  private static final double SERVICES_TO_FILL = 3;

  static Stability judge(QueueTrend trend, int waitingAfterLastArrival, double servicePicos) {
    QueueGrowth growth = trend.growth(FEW);
    if (growth.total() > chance(growth.requests())
        && growth.isSteady()
        && growth.spanPicos() >= servicePicos
        && growth.spanPicos() >= growth.periodPicos() / LEAST_SHARE) {
      return OVERLOADED;
    }
    if (waitingAfterLastArrival > chance(growth.recentRequests())) {
      return BACKLOGGED;
    }
    boolean filling = growth.periodPicos() < SERVICES_TO_FILL * servicePicos;
    boolean doubtful = growth.total() > Math.max(FEW, Math.sqrt((double) growth.requests()));
    return filling || doubtful ? TOO_SHORT : STABLE;
  }

  private static double chance(long requests) {
    return Math.max(FEW, DEVIATIONS * Math.sqrt((double) requests));
  }
}
