package dev.dryrack.workload.synthetic;

/**
 * Another distribution times a factor; lengths stay at least 1.
 *
 * @param whole the other one
 * @param factor above 0
 */
record ScaledQuantiles(Quantiles whole, double factor) implements Quantiles {

  @Override
  public double at(double fraction) {
    return Math.max(1, factor * whole.at(fraction));
  }

  @Override
  public double least() {
    return Math.max(1, factor * whole.least());
  }

  @Override
  public double most() {
    return Math.max(1, factor * whole.most());
  }

  @Override
  public String description() {
    return Require.plain(factor) + " times " + whole.description();
  }
}
