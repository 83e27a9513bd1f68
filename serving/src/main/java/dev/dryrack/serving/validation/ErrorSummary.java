package dev.dryrack.serving.validation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Errors of a group of points.
 *
 * @param metric what was measured; {@code all} if not told apart
 * @param labels what the points have in common, {@code all} where nothing
 * @param n points that were predicted
 * @param refused points that were not
 * @param repeats points that repeat one of either; they count in nothing else
 * @param meanApe mean absolute relative error; NaN if nothing was predicted
 * @param medianApe its median
 * @param bias mean of {@code predicted / measured - 1}
 * @param within10 share of predictions at most 10 % off
 * @param within20 20 %
 * @param within30 30 %
 * @param bandCoverage share of measurements inside the 80 % band
 */
public record ErrorSummary(
    String metric,
    Labels labels,
    int n,
    int refused,
    int repeats,
    double meanApe,
    double medianApe,
    double bias,
    double within10,
    double within20,
    double within30,
    double bandCoverage) {

  /** Stands where points are not told apart. */
  public static final String ALL = "all";

  /** Labels that tell nothing apart. */
  public static final Labels EVERYTHING = new Labels(ALL, ALL, ALL, ALL, ALL);

  /** Sums up. */
  public static ErrorSummary of(String metric, Labels labels, List<Outcome> outcomes) {
    List<Outcome> predicted = new ArrayList<>();
    int repeats = 0;
    for (Outcome outcome : outcomes) {
      if (!outcome.counts()) {
        repeats++;
      } else if (outcome.predictedAtAll()) {
        predicted.add(outcome);
      }
    }
    double[] errors = new double[predicted.size()];
    double bias = 0;
    int covered = 0;
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.abs(predicted.get(i).error());
      bias += predicted.get(i).error();
      covered += predicted.get(i).inBand() ? 1 : 0;
    }
    Arrays.sort(errors);
    int n = errors.length;
    return new ErrorSummary(
        metric,
        labels,
        n,
        outcomes.size() - n - repeats,
        repeats,
        Arrays.stream(errors).average().orElse(Double.NaN),
        median(errors),
        bias / n,
        within(errors, 0.1),
        within(errors, 0.2),
        within(errors, 0.3),
        (double) covered / n);
  }

  private static double median(double[] sorted) {
    int n = sorted.length;
    return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  private static double within(double[] errors, double bound) {
    int count = 0;
    for (double error : errors) {
      count += error <= bound ? 1 : 0;
    }
    return (double) count / errors.length;
  }
}
