package dev.dryrack.cli.study;

import java.util.function.IntToDoubleFunction;

/**
 * Shares out a product of factors that depend on each other: Shapley values of its logarithm. The
 * factor of each is its mean effect over all orders in which the others are there already; their
 * product is the whole. Source: L. S. Shapley, A Value for n-Person Games, 1953.
 *
 * <p>Cost: 2^n calls of the function.
 */
final class Shares {

  private Shares() {}

  /**
   * The factors.
   *
   * @param count how many there are
   * @param product of a subset, whose bits say which are in it; 1 for none
   */
  static double[] of(int count, IntToDoubleFunction product) {
    double[] logarithm = new double[1 << count];
    for (int subset = 0; subset < logarithm.length; subset++) {
      logarithm[subset] = StrictMath.log(product.applyAsDouble(subset));
    }
    double[] factors = new double[count];
    for (int one = 0; one < count; one++) {
      double sum = 0;
      for (int subset = 0; subset < logarithm.length; subset++) {
        if ((subset >> one & 1) == 0) {
          sum +=
              weight(count, Integer.bitCount(subset))
                  * (logarithm[subset | 1 << one] - logarithm[subset]);
        }
      }
      factors[one] = StrictMath.exp(sum);
    }
    return factors;
  }

  /** Share of all orders in which exactly a given subset of a size comes before. */
  private static double weight(int count, int size) {
    double weight = 1.0 / count;
    for (int i = 0; i < size; i++) {
      weight *= (i + 1.0) / (count - 1 - i);
    }
    return weight;
  }
}
