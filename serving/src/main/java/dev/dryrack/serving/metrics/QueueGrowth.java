package dev.dryrack.serving.metrics;

/**
 * How the queue grew towards the end of the arrival period. The queue at a time is the least one
 * from then to the last arrival: what it never falls below again.
 *
 * @param spanPicos how long it grew: up to the second half of the period
 * @param periodPicos from time 0 to the last arrival
 * @param early growth in the first half of the span
 * @param late growth in its second half
 * @param requests sent in the span
 * @param recentRequests sent in the second half of the period
 */
record QueueGrowth(
    long spanPicos, long periodPicos, int early, int late, long requests, long recentRequests) {

  int total() {
    return early + late;
  }

  /** Whether each half of the span has an eighth of the growth or more. */
  boolean isSteady() {
    return 8L * Math.min(early, late) >= total();
  }
}
