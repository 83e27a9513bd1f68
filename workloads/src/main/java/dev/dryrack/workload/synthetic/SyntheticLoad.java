package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.synthetic.ArrivalProcess.Gaps;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one kind: arrivals, lengths, and how prompts repeat earlier ones.
 *
 * @param arrivals when requests arrive
 * @param inputTokens prompt lengths; with reuse, those of requests that are no follow-ups
 * @param outputTokens output lengths
 * @param rankCorrelation Spearman correlation of input and output lengths, -1 to 1
 * @param reuse sharing of prefixes; null for none
 */
public record SyntheticLoad(
    ArrivalProcess arrivals,
    Quantiles inputTokens,
    Quantiles outputTokens,
    double rankCorrelation,
    @Nullable ReuseProfile reuse)
    implements Load {

  public SyntheticLoad {
    lengths("input", inputTokens);
    lengths("output", outputTokens);
    Require.within("rankCorrelation", rankCorrelation, -1, 1);
  }

  /** Refuses what no length can be. */
  static void lengths(String name, Quantiles tokens) {
    Require.holds(
        tokens.most() >= 1 && tokens.least() >= 0, name, tokens.description(), "1 token or more");
  }

  /**
   * A load in the terms of vLLM's {@code bench serve} and InferenceMAX: gamma gaps, lengths of a
   * random range, independent of each other.
   *
   * @param requestRate requests per second; infinity sends all at once
   * @param burstiness shape of the gaps; 1 is a Poisson process, below 1 is burstier
   * @param inputTokens largest prompt length (ISL)
   * @param outputTokens largest output length (OSL)
   * @param rangeRatio smallest length as a fraction of the largest, 0 to 1
   */
  public static SyntheticLoad of(
      double requestRate, double burstiness, int inputTokens, int outputTokens, double rangeRatio) {
    return new SyntheticLoad(
        ArrivalProcess.steady(requestRate, Gaps.GAMMA, burstiness),
        Distributions.randomRange(inputTokens, rangeRatio),
        Distributions.randomRange(outputTokens, rangeRatio),
        0,
        null);
  }

  /** All requests at once, of fixed lengths. */
  public static SyntheticLoad atOnce(int inputTokens, int outputTokens) {
    return of(Double.POSITIVE_INFINITY, 1, inputTokens, outputTokens, 1);
  }

  /** Mean prompt length, of follow-ups too. */
  public double meanInputTokens() {
    if (reuse == null) {
      return inputTokens.mean();
    }
    double follows = reuse.followFraction();
    return (1 - follows) * inputTokens.mean() + follows * reuse.followInputTokens().mean();
  }

  @Override
  public SyntheticSource open(long requests, RandomStreams streams) {
    return new SyntheticSource(this, requests, streams);
  }

  @Override
  public double requestsPerSecond() {
    return arrivals.requestsPerSecond();
  }

  @Override
  public SyntheticLoad withRequestsPerSecond(double rate) {
    return new SyntheticLoad(
        arrivals.withRequestsPerSecond(rate), inputTokens, outputTokens, rankCorrelation, reuse);
  }

  @Override
  public boolean draws() {
    return arrivals.draws() || inputTokens.varies() || outputTokens.varies() || reuse != null;
  }
}
