package dev.dryrack.workload.statistics;

import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.special.Gamma;

/**
 * Exponential, gamma and Weibull distributions of maximum likelihood for positive values, with
 * their Kolmogorov-Smirnov distances. NaN where a fit does not exist: too few values, or all equal.
 */
record GapFit(
    double gammaShape,
    double gammaScale,
    double weibullShape,
    double weibullScale,
    double ksExponential,
    double ksGamma,
    double ksWeibull) {

  private static final int MOST_STEPS = 200;

  /** A distribution function. */
  private interface Cdf {
    double at(double value);
  }

  /**
   * Fits.
   *
   * @param sorted values above 0, ascending
   */
  static GapFit of(double[] sorted) {
    double mean = 0;
    double meanLog = 0;
    for (double value : sorted) {
      mean += value / sorted.length;
      meanLog += StrictMath.log(value) / sorted.length;
    }
    double exponentialMean = mean;
    double gammaShape = sorted.length < 2 ? Double.NaN : gammaShape(StrictMath.log(mean) - meanLog);
    double gammaScale = mean / gammaShape;
    double weibullShape = sorted.length < 2 ? Double.NaN : weibullShape(sorted, meanLog);
    double weibullScale = weibullScale(sorted, weibullShape);
    return new GapFit(
        gammaShape,
        gammaScale,
        weibullShape,
        weibullScale,
        sorted.length == 0
            ? Double.NaN
            : distance(sorted, value -> -StrictMath.expm1(-value / exponentialMean)),
        gammaDistance(sorted, gammaShape, gammaScale),
        Double.isNaN(weibullShape)
            ? Double.NaN
            : distance(
                sorted,
                value -> -StrictMath.expm1(-StrictMath.pow(value / weibullScale, weibullShape))));
  }

  /** Solves log k - digamma(k) = s by Newton's method from Minka's first guess. */
  private static double gammaShape(double s) {
    if (!(s > 0)) {
      return Double.NaN;
    }
    double k = (3 - s + Math.sqrt((s - 3) * (s - 3) + 24 * s)) / (12 * s);
    for (int step = 0; step < MOST_STEPS; step++) {
      double off = StrictMath.log(k) - Gamma.digamma(k) - s;
      double next = k - off / (1 / k - Gamma.trigamma(k));
      if (!(next > 0)) {
        next = k / 2;
      }
      if (Math.abs(next - k) <= 1e-14 * k) {
        return next;
      }
      k = next;
    }
    return k;
  }

  /**
   * Solves sum(x^c log x)/sum(x^c) - 1/c = mean log x, which rises in c, by Newton's method, and by
   * halving where that leaves the bracket.
   */
  private static double weibullShape(double[] values, double meanLog) {
    double low = 1e-3;
    double high = 1e3;
    if (values[0] == values[values.length - 1]) {
      return Double.NaN;
    }
    double[] logs = new double[values.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = StrictMath.log(values[i]);
    }
    double largest = logs[logs.length - 1];
    double c = 1;
    for (int step = 0; step < MOST_STEPS && high - low > 1e-14 * low; step++) {
      double powers = 0;
      double weighted = 0;
      double squares = 0;
      for (double log : logs) {
        double power = StrictMath.exp(c * (log - largest));
        powers += power;
        weighted += power * log;
        squares += power * log * log;
      }
      double mean = weighted / powers;
      double off = mean - 1 / c - meanLog;
      if (off < 0) {
        low = c;
      } else {
        high = c;
      }
      double next = c - off / (squares / powers - mean * mean + 1 / (c * c));
      if (Math.abs(next - c) <= 1e-14 * c) {
        return next;
      }
      c = next > low && next < high ? next : Math.sqrt(low * high);
    }
    return high >= 1e3 * (1 - 1e-9) ? Double.NaN : c;
  }

  private static double weibullScale(double[] values, double shape) {
    if (Double.isNaN(shape)) {
      return Double.NaN;
    }
    double powers = 0;
    for (double value : values) {
      powers += StrictMath.pow(value, shape);
    }
    return StrictMath.pow(powers / values.length, 1 / shape);
  }

  private static double gammaDistance(double[] values, double shape, double scale) {
    if (Double.isNaN(shape) || shape > 1e8) {
      return Double.NaN;
    }
    GammaDistribution gamma = new GammaDistribution(null, shape, scale);
    return distance(values, gamma::cumulativeProbability);
  }

  private static double distance(double[] sorted, Cdf cdf) {
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double fitted = cdf.at(sorted[i]);
      largest = Math.max(largest, fitted - i / (double) sorted.length);
      largest = Math.max(largest, (i + 1) / (double) sorted.length - fitted);
    }
    return largest;
  }
}
