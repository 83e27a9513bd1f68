package dev.dryrack.sim.experiment;

import java.util.List;

/**
 * The data of a Welch plot: where the curve flattens, the warm-up ends. The mean over replications
 * of each observation, smoothed by a centred moving average.
 *
 * <p>Source: P. D. Welch, "The Statistical Analysis of Simulation Results", in The Computer
 * Performance Modeling Handbook, 1983.
 */
public final class WelchPlot {

  private WelchPlot() {}

  /**
   * The points of the curve, one an observation, without the last {@code window}.
   *
   * @param replications series of observations; the shortest limits the length
   * @param window observations on either side to average; fewer where the beginning is near
   * @throws IllegalArgumentException if there is no series, or they are not longer than the window
   */
  public static double[] curve(List<double[]> replications, int window) {
    int length = replications.stream().mapToInt(series -> series.length).min().orElse(0);
    if (window < 0 || length <= window) {
      throw new IllegalArgumentException(
          "window " + window + " needs more observations than it, there are " + length);
    }
    double[] prefix = new double[length + 1];
    for (int i = 0; i < length; i++) {
      double sum = 0;
      for (double[] series : replications) {
        sum += series[i];
      }
      prefix[i + 1] = prefix[i] + sum / replications.size();
    }
    double[] curve = new double[length - window];
    for (int i = 0; i < curve.length; i++) {
      int reach = Math.min(i, window);
      curve[i] = (prefix[i + reach + 1] - prefix[i - reach]) / (2 * reach + 1);
    }
    return curve;
  }
}
