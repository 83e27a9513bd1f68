package dev.dryrack.workload.statistics;

/**
 * Gaps between successive arrivals, in seconds, and how well the usual distributions describe them.
 * Fits are of maximum likelihood to the gaps above 0; a Kolmogorov-Smirnov distance is the largest
 * difference between the fitted and the empirical distribution function of those gaps. NaN where
 * there is nothing to compute from.
 *
 * @param meanSeconds mean gap
 * @param variationCoefficient standard deviation / mean: 1 for a Poisson process
 * @param zeroFraction fraction of gaps of exactly 0
 * @param p50Seconds median
 * @param p99Seconds 99th percentile
 * @param maxSeconds largest gap
 * @param autocorrelation correlation of successive gaps
 * @param gammaShape fitted gamma shape: the burstiness parameter of vLLM's bench
 * @param gammaScaleSeconds fitted gamma scale
 * @param weibullShape fitted Weibull shape
 * @param weibullScaleSeconds fitted Weibull scale
 * @param ksExponential distance to the exponential distribution of the same mean
 * @param ksGamma distance to the fitted gamma distribution
 * @param ksWeibull distance to the fitted Weibull distribution
 * @param heldGaps number of gaps (the first ones) that quantiles, correlation and fits rest on
 */
public record GapStatistics(
    double meanSeconds,
    double variationCoefficient,
    double zeroFraction,
    double p50Seconds,
    double p99Seconds,
    double maxSeconds,
    double autocorrelation,
    double gammaShape,
    double gammaScaleSeconds,
    double weibullShape,
    double weibullScaleSeconds,
    double ksExponential,
    double ksGamma,
    double ksWeibull,
    long heldGaps) {}
