package dev.dryrack.sim.experiment;

import dev.dryrack.sim.stat.Tally;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Whether two systems differ, from pairs of results on the same random numbers (common random
 * numbers): the paired-t test of the mean difference.
 *
 * @param difference interval of the mean of second - first
 * @param pValue how likely a difference at least as large is where there is none
 * @param correlation of the pairs: near 1 if pairing has removed most of the noise; NaN if one of
 *     the systems does not vary
 */
public record PairedComparison(ConfidenceInterval difference, double pValue, double correlation) {

  /**
   * Compares two systems.
   *
   * @param first its results, one a replication
   * @param second its results for the same replications
   * @throws IllegalArgumentException if there are not as many, or fewer than two
   */
  public static PairedComparison of(double[] first, double[] second, double confidence) {
    if (first.length != second.length || first.length < 2) {
      throw new IllegalArgumentException(
          "paired results: "
              + first.length
              + " and "
              + second.length
              + "; need as many, 2 or more");
    }
    Tally a = new Tally();
    Tally b = new Tally();
    Tally differences = new Tally();
    for (int i = 0; i < first.length; i++) {
      a.record(first[i]);
      b.record(second[i]);
      differences.record(second[i] - first[i]);
    }
    double correlation =
        (a.variance() + b.variance() - differences.variance())
            / (2 * a.standardDeviation() * b.standardDeviation());
    return new PairedComparison(
        ConfidenceInterval.ofMean(differences, confidence), pValue(differences), correlation);
  }

  /** Whether the difference is real at the interval's confidence: 0 is not inside. */
  public boolean isReal() {
    return !difference.contains(0);
  }

  private static double pValue(Tally differences) {
    if (differences.standardDeviation() == 0) {
      return differences.mean() == 0 ? 1 : 0;
    }
    double t =
        Math.abs(differences.mean())
            / (differences.standardDeviation() / StrictMath.sqrt((double) differences.count()));
    return 2 * new TDistribution(null, differences.count() - 1.0).cumulativeProbability(-t);
  }
}
