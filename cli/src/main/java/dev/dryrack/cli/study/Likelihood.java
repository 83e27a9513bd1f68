package dev.dryrack.cli.study;

import dev.dryrack.serving.uncertainty.Probability;

/** Words for probabilities: the same word for the same range, so that sentences follow figures. */
public enum Likelihood {
  CERTAIN("practically certain", 0.99),
  VERY_LIKELY("very likely", 0.90),
  LIKELY("likely", 0.66),
  EVEN("about as likely as not", 0.33),
  UNLIKELY("unlikely", 0.10),
  VERY_UNLIKELY("very unlikely", 0.01),
  NEVER("practically impossible", 0);

  private final String words;
  private final double least;

  Likelihood(String words, double least) {
    this.words = words;
    this.least = least;
  }

  /** The range that a probability is in. */
  public static Likelihood of(Probability probability) {
    return of(probability.fraction());
  }

  static Likelihood of(double fraction) {
    for (Likelihood likelihood : values()) {
      if (fraction >= likelihood.least) {
        return likelihood;
      }
    }
    return NEVER;
  }

  /** As a sentence has it. */
  public String words() {
    return words;
  }
}
