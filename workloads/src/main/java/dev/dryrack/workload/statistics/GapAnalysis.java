package dev.dryrack.workload.statistics;

import java.util.Arrays;

/** Collects gaps between arrivals: moments of all, and up to a bound the gaps themselves. */
final class GapAnalysis {

  private static final double SECONDS_PER_PICO = 1e-12;

  private final int mostHeld;
  private long[] held = new long[1024];
  private int heldCount;
  private long gaps;
  private long zeros;
  private long largest;
  private double mean;
  private double squares;
  private long last = -1;

  GapAnalysis(int mostHeld) {
    this.mostHeld = mostHeld;
  }

  void add(long arrivalPicos) {
    if (last >= 0) {
      addGap(arrivalPicos - last);
    }
    last = arrivalPicos;
  }

  private void addGap(long gap) {
    gaps++;
    zeros += gap == 0 ? 1 : 0;
    largest = Math.max(largest, gap);
    double off = gap - mean;
    mean += off / gaps;
    squares += off * (gap - mean);
    if (heldCount < mostHeld) {
      if (heldCount == held.length) {
        held = Arrays.copyOf(held, Math.min(mostHeld, heldCount * 2));
      }
      held[heldCount++] = gap;
    }
  }

  GapStatistics statistics() {
    double[] seconds = new double[heldCount];
    for (int i = 0; i < heldCount; i++) {
      seconds[i] = held[i] * SECONDS_PER_PICO;
    }
    double correlation = autocorrelation(seconds);
    Arrays.sort(seconds);
    int positive = 0;
    while (positive < heldCount && seconds[positive] == 0) {
      positive++;
    }
    GapFit fit = GapFit.of(Arrays.copyOfRange(seconds, positive, heldCount));
    return new GapStatistics(
        gaps == 0 ? Double.NaN : mean * SECONDS_PER_PICO,
        gaps == 0 ? Double.NaN : Math.sqrt(squares / gaps) / mean,
        zeros / (double) gaps,
        quantile(seconds, 0.5),
        quantile(seconds, 0.99),
        gaps == 0 ? Double.NaN : largest * SECONDS_PER_PICO,
        correlation,
        fit.gammaShape(),
        fit.gammaScale(),
        fit.weibullShape(),
        fit.weibullScale(),
        fit.ksExponential(),
        fit.ksGamma(),
        fit.ksWeibull(),
        heldCount);
  }

  private static double quantile(double[] sorted, double fraction) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double position = fraction * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** Mean product of neighbours' deviations over the mean squared deviation. */
  private static double autocorrelation(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double variance = 0;
    double covariance = 0;
    for (int i = 0; i < values.length; i++) {
      double off = values[i] - mean;
      variance += off * off;
      covariance += i == 0 ? 0 : off * (values[i - 1] - mean);
    }
    return variance == 0
        ? Double.NaN
        : covariance / (values.length - 1) / (variance / values.length);
  }
}
