package dev.dryrack.workload.synthetic;

/**
 * How prompts share prefixes: a common beginning (a system prompt), and follow-ups that repeat the
 * prompt of an earlier request and add to it.
 *
 * @param blockTokens tokens per prefix block
 * @param sharedBlocks blocks of the common beginning
 * @param sharedFraction fraction of requests that begin with it
 * @param followFraction fraction of requests that are follow-ups
 * @param followInputTokens prompt lengths of follow-ups
 * @param growthTokens by how much a follow-up's prompt is longer than the one it repeats
 * @param gapSeconds time since the arrival of the request it repeats
 * @param repeatedFraction fraction of the full blocks of the repeated prompt (as far as they fit)
 *     that are shared
 * @param growthCorrelation Spearman correlation of a follow-up's length and its growth
 * @param gapCorrelation Spearman correlation of a follow-up's length and its gap
 */
public record ReuseProfile(
    int blockTokens,
    int sharedBlocks,
    double sharedFraction,
    double followFraction,
    QuantileTable followInputTokens,
    QuantileTable growthTokens,
    QuantileTable gapSeconds,
    QuantileTable repeatedFraction,
    double growthCorrelation,
    double gapCorrelation) {

  public ReuseProfile {
    require(blockTokens >= 1, "blockTokens", blockTokens);
    require(sharedBlocks >= 0 && sharedBlocks <= 1 << 20, "sharedBlocks", sharedBlocks);
    require(sharedFraction >= 0 && sharedFraction <= 1, "sharedFraction", sharedFraction);
    require(followFraction >= 0 && followFraction < 1, "followFraction", followFraction);
    require(gapSeconds.value(0) >= 0, "gapSeconds", gapSeconds.value(0));
    require(
        repeatedFraction.value(0) >= 0 && repeatedFraction.at(1) <= 1,
        "repeatedFraction",
        repeatedFraction.at(1));
    require(Math.abs(growthCorrelation) <= 1, "growthCorrelation", growthCorrelation);
    require(Math.abs(gapCorrelation) <= 1, "gapCorrelation", gapCorrelation);
  }

  private static void require(boolean holds, String name, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + value + " is out of range");
    }
  }
}
