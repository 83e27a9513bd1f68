package dev.dryrack.workload.profile;

import org.jspecify.annotations.Nullable;

/**
 * What a load is like, in few numbers.
 *
 * @param name short, in lower case
 * @param source what the numbers are from, with document and date, and which are assumed
 * @param arrivals when requests arrive
 * @param inputTokens prompt lengths; with reuse, those of requests that are no follow-ups
 * @param outputTokens output lengths
 * @param rankCorrelation Spearman correlation of input and output lengths, -1 to 1
 * @param reuse sharing of prefixes; null for none
 */
public record LoadProfile(
    String name,
    String source,
    ArrivalProfile arrivals,
    QuantileTable inputTokens,
    QuantileTable outputTokens,
    double rankCorrelation,
    @Nullable ReuseProfile reuse) {

  public LoadProfile {
    if (name.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException("a profile needs a name and a source");
    }
    if (!(rankCorrelation >= -1 && rankCorrelation <= 1)) {
      throw new IllegalArgumentException(
          "rankCorrelation is " + rankCorrelation + "; it must be -1 to 1");
    }
  }

  /** The same load at another mean rate. */
  public LoadProfile withRequestsPerSecond(double rate) {
    return new LoadProfile(
        name,
        source,
        arrivals.withRequestsPerSecond(rate),
        inputTokens,
        outputTokens,
        rankCorrelation,
        reuse);
  }
}
