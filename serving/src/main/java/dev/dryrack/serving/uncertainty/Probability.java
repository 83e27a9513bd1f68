package dev.dryrack.serving.uncertainty;

/**
 * How often a claim held.
 *
 * @param held samples in which it did
 * @param samples all that could be judged
 * @param independent how many of them count as drawn independently, at most all
 */
public record Probability(int held, int samples, int independent) {

  private static final double NORMAL_95 = 1.959963984540054;

  /** One of samples that are all independent. */
  public Probability(int held, int samples) {
    this(held, samples, samples);
  }

  /** The share of samples in which it held. */
  public double fraction() {
    return samples == 0 ? Double.NaN : (double) held / samples;
  }

  /**
   * Lower end of the 95 % score interval of independent samples, which those of a design are no
   * worse than (E. B. Wilson, 1927).
   */
  public double low() {
    return centre() - width();
  }

  /** Its upper end. */
  public double high() {
    return centre() + width();
  }

  private double centre() {
    double z2 = NORMAL_95 * NORMAL_95;
    return (fraction() * independent + z2 / 2) / (independent + z2);
  }

  private double width() {
    double z2 = NORMAL_95 * NORMAL_95;
    double spread = fraction() * (1 - fraction()) * independent + z2 / 4;
    return NORMAL_95 * Math.sqrt(spread) / (independent + z2);
  }
}
