package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.Zipf;

/** Zipf's law over a range of whole numbers: the k-th smallest has a weight of k^-exponent. */
final class ZipfQuantiles implements Quantiles {

  private final Zipf ranks;
  private final int lowest;

  /**
   * A distribution from {@code lowest} to {@code highest}.
   *
   * @throws IllegalArgumentException if the range is empty or has more than 4,194,304 numbers, or
   *     the exponent is negative
   */
  ZipfQuantiles(double exponent, long lowest, long highest) {
    if (lowest < 1 || lowest > highest || highest > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "zipf needs 1 <= min <= max, not min " + lowest + ", max " + highest);
    }
    this.lowest = (int) lowest;
    ranks = new Zipf(exponent, (int) Math.min(Integer.MAX_VALUE, highest - lowest + 1));
  }

  @Override
  public double at(double fraction) {
    return lowest - 1.0 + ranks.quantile(fraction);
  }

  @Override
  public double least() {
    return lowest;
  }

  @Override
  public double most() {
    return lowest - 1.0 + ranks.ranks();
  }

  @Override
  public double mean() {
    return lowest - 1 + ranks.mean();
  }

  @Override
  public String description() {
    return "zipf, exponent "
        + Require.plain(ranks.exponent())
        + ", "
        + lowest
        + " to "
        + Require.plain(most());
  }
}
