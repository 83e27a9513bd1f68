package dev.dryrack.sim.experiment;

/**
 * When there are enough replications.
 *
 * @param least replications to run in any case, 2 or more
 * @param most replications to run in any case not more than
 * @param relativePrecision stop when the interval of each output is within this fraction of its
 *     mean; 0 to run {@code most}
 * @param confidence of those intervals
 */
public record StoppingRule(int least, int most, double relativePrecision, double confidence) {

  /** Refuses numbers that make no sense. */
  public StoppingRule {
    if (least < 2 || most < least) {
      throw new IllegalArgumentException(
          "replications from " + least + " to " + most + ": need 2 or more, and not fewer at most");
    }
    if (!(relativePrecision >= 0 && relativePrecision < 1)) {
      throw new IllegalArgumentException(
          "relative precision " + relativePrecision + " is outside 0 to 1");
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence " + confidence + " is outside 0 to 1");
    }
  }

  /** A fixed number of replications. */
  public static StoppingRule after(int replications) {
    return new StoppingRule(replications, replications, 0, 0.95);
  }

  /** Until each output is this precise, but at most so many replications. */
  public static StoppingRule within(double relativePrecision, double confidence, int most) {
    return new StoppingRule(Math.min(10, most), most, relativePrecision, confidence);
  }

  /**
   * Whether to stop. The half width is compared with g / (1 + g) of the estimate, so that it is
   * within g of the true mean: A. M. Law, "Simulation Modeling and Analysis", 5th ed., 2015,
   * section 9.4.1.
   *
   * @param replications run so far
   * @param relativeHalfWidth the largest of any interval that matters; see {@link
   *     ConfidenceInterval#relativeHalfWidth()}
   */
  public boolean isMet(int replications, double relativeHalfWidth) {
    if (replications < least) {
      return false;
    }
    return replications >= most || isPrecise(relativeHalfWidth);
  }

  /** Whether an interval is as narrow as asked for; false if nothing was. */
  public boolean isPrecise(double relativeHalfWidth) {
    return relativePrecision > 0
        && relativeHalfWidth <= relativePrecision / (1 + relativePrecision);
  }

  /** The same, where all outputs matter. */
  boolean isMet(Outputs outputs) {
    double worst = 0;
    for (String name : outputs.names()) {
      // Math.max keeps NaN: an interval of nothing is never narrow enough.
      worst = Math.max(worst, outputs.interval(name, confidence).relativeHalfWidth());
    }
    return isMet(outputs.replications(), worst);
  }
}
