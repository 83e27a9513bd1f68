package dev.dryrack.workload.synthetic;

/**
 * A generated load in the terms of vLLM's {@code bench serve} and InferenceMAX.
 *
 * <p>Gaps between arrivals are gamma distributed with shape {@code burstiness} and mean {@code
 * 1/requestRate}: 1 is a Poisson process, below 1 is burstier, above more regular. Lengths are
 * uniform integers in [{@code floor(rangeRatio * L)}, {@code L}], at least 1, input and output
 * independent; a ratio of 1 fixes them.
 *
 * @param requestRate requests per second; infinity sends all at once
 * @param burstiness shape of the gamma distribution, above 0
 * @param inputTokens largest prompt length (ISL)
 * @param outputTokens largest output length (OSL)
 * @param rangeRatio smallest length as a fraction of the largest, 0 to 1
 * @param numPrompts requests to generate
 */
public record SyntheticLoad(
    double requestRate,
    double burstiness,
    int inputTokens,
    int outputTokens,
    double rangeRatio,
    long numPrompts) {

  public SyntheticLoad {
    require(requestRate > 0, "requestRate", requestRate, "above 0, or infinite for all at once");
    require(
        burstiness > 0 && Double.isFinite(burstiness),
        "burstiness",
        burstiness,
        "above 0 and finite");
    require(inputTokens >= 1, "inputTokens", inputTokens, "at least 1");
    require(outputTokens >= 1, "outputTokens", outputTokens, "at least 1");
    require(rangeRatio >= 0 && rangeRatio <= 1, "rangeRatio", rangeRatio, "0 to 1");
    require(numPrompts >= 1, "numPrompts", numPrompts, "at least 1");
    require(
        numPrompts / requestRate < 9e6,
        "numPrompts / requestRate",
        numPrompts / requestRate + " s",
        "below 9e6 s (104 days), as far as a clock of picoseconds reaches");
  }

  /** Whether anything of it is drawn at random. */
  public boolean draws() {
    return Double.isFinite(requestRate)
        || shortest(inputTokens) < inputTokens
        || shortest(outputTokens) < outputTokens;
  }

  /** The shortest length that is drawn where the longest is known. */
  int shortest(int longest) {
    return Math.max(1, (int) (rangeRatio * longest));
  }

  private static void require(boolean holds, String field, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be " + allowed);
    }
  }

  /** Poisson arrivals of requests of fixed lengths. */
  public static SyntheticLoad poisson(
      double requestRate, int inputTokens, int outputTokens, long numPrompts) {
    return new SyntheticLoad(requestRate, 1, inputTokens, outputTokens, 1, numPrompts);
  }

  /** All requests at once, of fixed lengths. */
  public static SyntheticLoad atOnce(int inputTokens, int outputTokens, long numPrompts) {
    return poisson(Double.POSITIVE_INFINITY, inputTokens, outputTokens, numPrompts);
  }
}
