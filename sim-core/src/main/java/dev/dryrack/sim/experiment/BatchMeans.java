package dev.dryrack.sim.experiment;

import dev.dryrack.sim.stat.Tally;

/**
 * The interval of a mean from one long run: means of long batches are nearly independent, where
 * single observations are not.
 *
 * <p>Source: A. M. Law, "Simulation Modeling and Analysis", 5th ed., 2015, section 9.5.3.
 *
 * @param interval of the mean
 * @param batchSize observations in each batch; a remainder at the beginning is left out
 * @param lag1Correlation between neighbouring batches: if it is well above 0, the interval is too
 *     narrow and the run too short
 */
public record BatchMeans(ConfidenceInterval interval, int batchSize, double lag1Correlation) {

  /**
   * Cuts a series, without its warm-up, into batches.
   *
   * @throws IllegalArgumentException if batches are fewer than 2 or would be empty
   */
  public static BatchMeans of(double[] series, int batches, double confidence) {
    if (batches < 2 || series.length < batches) {
      throw new IllegalArgumentException(
          batches + " batches of " + series.length + " observations: need 2 or more, none empty");
    }
    int size = series.length / batches;
    int start = series.length - size * batches;
    double[] means = new double[batches];
    Tally tally = new Tally();
    for (int i = 0; i < batches; i++) {
      double sum = 0;
      for (int j = 0; j < size; j++) {
        sum += series[start + i * size + j];
      }
      means[i] = sum / size;
      tally.record(means[i]);
    }
    return new BatchMeans(
        ConfidenceInterval.ofMean(tally, confidence), size, lag1(means, tally.mean()));
  }

  private static double lag1(double[] means, double mean) {
    double products = 0;
    double squares = 0;
    for (int i = 0; i < means.length; i++) {
      double deviation = means[i] - mean;
      squares += deviation * deviation;
      if (i > 0) {
        products += deviation * (means[i - 1] - mean);
      }
    }
    return squares == 0 ? 0 : products / squares;
  }
}
