package dev.dryrack.sim.experiment;

import dev.dryrack.sim.stat.Tally;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Where a true mean is, with a given confidence.
 *
 * @param mean the estimate, in the unit of the values
 * @param halfWidth the interval is mean - halfWidth to mean + halfWidth; infinite where fewer than
 *     two values leave it open
 * @param confidence how often such intervals hold the true mean, in (0, 1)
 * @param count the number of independent values it rests on
 */
public record ConfidenceInterval(double mean, double halfWidth, double confidence, long count) {

  /** Refuses a confidence outside (0, 1). */
  public ConfidenceInterval {
    checkConfidence(confidence);
  }

  /**
   * Student's t interval of the mean of independent, about normal values, such as the results of
   * replications.
   */
  public static ConfidenceInterval ofMean(Tally values, double confidence) {
    checkConfidence(confidence);
    long n = values.count();
    double halfWidth =
        n < 2
            ? Double.POSITIVE_INFINITY
            : quantile(confidence, n - 1)
                * values.standardDeviation()
                / StrictMath.sqrt((double) n);
    return new ConfidenceInterval(values.mean(), halfWidth, confidence, n);
  }

  /** The lower end. */
  public double low() {
    return mean - halfWidth;
  }

  /** The upper end. */
  public double high() {
    return mean + halfWidth;
  }

  /** Whether a value is inside, ends included. */
  public boolean contains(double value) {
    return value >= low() && value <= high();
  }

  /**
   * The half width as a fraction of the mean: 0 where there is none, infinite about a mean of 0.
   */
  public double relativeHalfWidth() {
    return halfWidth == 0 ? 0 : halfWidth / Math.abs(mean);
  }

  private static double quantile(double confidence, long degreesOfFreedom) {
    return new TDistribution(null, (double) degreesOfFreedom)
        .inverseCumulativeProbability(0.5 + confidence / 2);
  }

  private static void checkConfidence(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence " + confidence + " is outside 0 to 1");
    }
  }
}
