package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.Logarithm;

/**
 * Whole numbers from 1 upwards, each {@code 1 - 1/mean} times as likely as the one before: turns of
 * a conversation that ends after each turn with the same probability.
 *
 * @param mean at least 1
 */
record GeometricQuantiles(double mean) implements Quantiles {

  GeometricQuantiles {
    if (!(mean >= 1 && Double.isFinite(mean))) {
      throw new IllegalArgumentException("mean is " + mean + "; it must be 1 or more");
    }
  }

  @Override
  public double at(double fraction) {
    return mean == 1
        ? 1
        : Math.max(1, Math.ceil(Logarithm.of(1 - fraction) / Logarithm.of(1 - 1 / mean)));
  }

  @Override
  public double least() {
    return 1;
  }

  @Override
  public double most() {
    return mean == 1 ? 1 : Double.POSITIVE_INFINITY;
  }

  @Override
  public String description() {
    return "geometric, mean " + Require.plain(mean);
  }
}
