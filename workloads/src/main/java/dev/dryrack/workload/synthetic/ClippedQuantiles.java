package dev.dryrack.workload.synthetic;

/**
 * Another distribution whose values below and above a range count as its ends.
 *
 * @param whole the other one
 * @param least smallest value that is left
 * @param most largest value that is left
 */
record ClippedQuantiles(Quantiles whole, double least, double most) implements Quantiles {

  ClippedQuantiles {
    if (!(least <= most)) {
      throw new IllegalArgumentException("min " + least + " is above max " + most);
    }
  }

  @Override
  public double at(double fraction) {
    return Math.min(most, Math.max(least, whole.at(fraction)));
  }

  @Override
  public String description() {
    String within =
        most == Double.POSITIVE_INFINITY
            ? ", at least " + Require.plain(least)
            : ", within " + Require.plain(least) + " to " + Require.plain(most);
    return whole.description() + within;
  }
}
