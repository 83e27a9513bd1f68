package dev.dryrack.serving.metrics;

/**
 * A latency over the requests (or gaps) it was measured on, in seconds. Count, mean, deviation and
 * extremes are exact to the nanosecond, quantiles to 0.1 %. With no values, all but the count are
 * NaN.
 *
 * @param count how many
 * @param mean their mean
 * @param standardDeviation of them as a whole population
 * @param min the shortest
 * @param p10 a tenth are at most this
 * @param p25 a quarter
 * @param p50 the median
 * @param p75 three quarters
 * @param p90 nine tenths
 * @param p95 95 %
 * @param p99 99 %
 * @param p999 99.9 %
 * @param max the longest
 */
public record Latency(
    long count,
    double mean,
    double standardDeviation,
    double min,
    double p10,
    double p25,
    double p50,
    double p75,
    double p90,
    double p95,
    double p99,
    double p999,
    double max) {

  private static final double SECONDS = 1e-9;

  static Latency of(NanosHistogram nanos) {
    return new Latency(
        nanos.count(),
        nanos.mean() * SECONDS,
        nanos.standardDeviation() * SECONDS,
        nanos.min() * SECONDS,
        nanos.quantile(0.10) * SECONDS,
        nanos.quantile(0.25) * SECONDS,
        nanos.quantile(0.50) * SECONDS,
        nanos.quantile(0.75) * SECONDS,
        nanos.quantile(0.90) * SECONDS,
        nanos.quantile(0.95) * SECONDS,
        nanos.quantile(0.99) * SECONDS,
        nanos.quantile(0.999) * SECONDS,
        nanos.max() * SECONDS);
  }
}
