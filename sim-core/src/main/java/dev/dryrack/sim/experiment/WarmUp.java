package dev.dryrack.sim.experiment;

/**
 * How much of the beginning of a run to leave out, as it is still marked by the initial state.
 *
 * <p>MSER-5: of all truncations of the series of means of 5, the one with the smallest standard
 * error of the rest. Where that is not in the first half, the run is too short to tell.
 *
 * <p>Source: K. P. White, M. J. Cobb, S. C. Spratt, "A Comparison of Five Steady-State Truncation
 * Heuristics for Simulation", Proc. Winter Simulation Conference, 2000.
 *
 * @param observations to leave out
 * @param found whether the transient ends within the first half; if not, run longer
 */
public record WarmUp(int observations, boolean found) {

  private static final int BATCH = 5;

  /**
   * Finds the warm-up of a series of observations, in the order in which they were made.
   *
   * @throws IllegalArgumentException if there are fewer than 20, or one is not a finite number
   */
  public static WarmUp mser5(double[] series) {
    int batches = series.length / BATCH;
    if (batches < 4) {
      throw new IllegalArgumentException(
          "MSER-5 needs 20 observations or more, there are " + series.length);
    }
    for (int i = 0; i < series.length; i++) {
      if (!Double.isFinite(series[i])) {
        throw new IllegalArgumentException(
            "MSER-5 needs finite observations, number " + i + " is " + series[i]);
      }
    }
    double[] means = new double[batches];
    for (int i = 0; i < batches; i++) {
      for (int j = 0; j < BATCH; j++) {
        means[i] += series[i * BATCH + j] / BATCH;
      }
    }
    int best = best(means);
    return new WarmUp(best * BATCH, best <= batches / 2);
  }

  /**
   * The truncation with the least squared standard error, among those that leave 5 batches: fewer
   * are easily close to each other by chance.
   */
  private static int best(double[] means) {
    int last = Math.max(0, means.length - 5);
    double mean = 0;
    double squares = 0;
    double least = Double.POSITIVE_INFINITY;
    int best = 0;
    for (int i = means.length - 1; i >= 0; i--) {
      int count = means.length - i;
      double deviation = means[i] - mean;
      mean += deviation / count;
      squares += deviation * (means[i] - mean);
      double error = squares / ((double) count * count);
      if (i <= last && error <= least) {
        least = error;
        best = i;
      }
    }
    return best;
  }
}
