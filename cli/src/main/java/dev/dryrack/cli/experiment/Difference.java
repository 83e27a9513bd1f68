package dev.dryrack.cli.experiment;

import dev.dryrack.sim.experiment.ConfidenceInterval;
import dev.dryrack.sim.stat.LatencyHistogram;
import org.jspecify.annotations.Nullable;

/**
 * How a metric of one system differs from that of another on the same requests.
 *
 * @param metric which
 * @param baseline its mean over the replications of the first system
 * @param other the same of the other one
 * @param interval of other - baseline; null if nothing says how sure it is
 * @param pValue how likely a difference as large is where there is none; NaN if unknown; says
 *     nothing where the difference {@linkplain #isFinerThanMeasured() is finer than measured}
 * @param correlation of the pairs, or of neighbouring batches of one run; NaN if unknown
 */
public record Difference(
    Metric metric,
    double baseline,
    double other,
    @Nullable ConfidenceInterval interval,
    double pValue,
    double correlation) {

  /** What may be said of the difference. */
  public enum Verdict {
    EQUAL,
    REAL,
    NOT_SHOWN,
    UNKNOWN
  }

  /** The difference, other - baseline. */
  public double value() {
    return other - baseline;
  }

  public Verdict verdict() {
    if (interval == null) {
      return Verdict.UNKNOWN;
    }
    if (interval.mean() == 0 && interval.halfWidth() == 0) {
      return Verdict.EQUAL;
    }
    return interval.contains(0) || isFinerThanMeasured() ? Verdict.NOT_SHOWN : Verdict.REAL;
  }

  /**
   * Whether quantiles lie as near to each other as neighbouring buckets of a histogram, so that all
   * the difference may be of values on either side of a bucket's edge, however sure it looks.
   */
  public boolean isFinerThanMeasured() {
    double larger = Math.max(Math.abs(baseline), Math.abs(other));
    return metric.isQuantile()
        && value() != 0
        && Math.abs(value()) <= LatencyHistogram.RESOLUTION_FRACTION * larger;
  }
}
