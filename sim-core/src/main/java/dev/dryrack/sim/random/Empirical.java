package dev.dryrack.sim.random;

import java.util.Arrays;

/**
 * A distribution given by its quantiles, straight between them, sampled by inversion: one uniform
 * draw per sample. Complexity: O(log n) for n quantiles.
 */
public final class Empirical {

  private final RandomStream stream;
  private final double[] probabilities;
  private final double[] values;

  /**
   * A sampler on a stream.
   *
   * @param probabilities rising, from 0 to 1
   * @param values the quantile of each probability, not falling
   * @throws IllegalArgumentException if the table is not such
   */
  public Empirical(RandomStream stream, double[] probabilities, double[] values) {
    this.stream = stream;
    this.probabilities = probabilities.clone();
    this.values = values.clone();
    check();
  }

  /** The next sample. */
  public double next() {
    return quantile(stream.nextDouble());
  }

  private double quantile(double p) {
    int found = Arrays.binarySearch(probabilities, p);
    if (found >= 0) {
      return values[found];
    }
    int above = -found - 1;
    double low = probabilities[above - 1];
    double share = (p - low) / (probabilities[above] - low);
    return values[above - 1] + share * (values[above] - values[above - 1]);
  }

  private void check() {
    int n = probabilities.length;
    if (n < 2 || values.length != n) {
      throw new IllegalArgumentException(
          n + " probabilities and " + values.length + " values: need as many, and 2 or more");
    }
    if (probabilities[0] != 0 || probabilities[n - 1] != 1) {
      throw new IllegalArgumentException(
          "probabilities go from "
              + probabilities[0]
              + " to "
              + probabilities[n - 1]
              + ", not 0 to 1");
    }
    Parameters.finite("quantile", values[0]);
    for (int i = 1; i < n; i++) {
      Parameters.finite("quantile", values[i]);
      if (!(probabilities[i] > probabilities[i - 1]) || values[i] < values[i - 1]) {
        throw new IllegalArgumentException(
            "row "
                + i
                + " ("
                + probabilities[i]
                + ", "
                + values[i]
                + ") does not follow the one before");
      }
    }
  }
}
