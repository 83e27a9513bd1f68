package dev.dryrack.workload.statistics;

/**
 * Requests counted in consecutive windows of equal width from the first arrival; the last, partial
 * window is left out. All but the first two are NaN where the trace is shorter than one window.
 *
 * @param widthSeconds width of a window
 * @param windows number of whole windows
 * @param mean requests per window
 * @param peak most requests in one window
 * @param p99 99th percentile of requests per window
 * @param emptyFraction fraction of windows without a request
 * @param indexOfDispersion variance / mean of the counts: 1 for a Poisson process, above for bursts
 */
public record WindowStatistics(
    double widthSeconds,
    long windows,
    double mean,
    double peak,
    double p99,
    double emptyFraction,
    double indexOfDispersion) {}
