package dev.dryrack.workload.statistics;

/**
 * How much of the prompts a prefix cache could reuse, at every cache size. See {@link
 * PrefixAnalysis} for the reference cache.
 */
public final class PrefixStatistics {

  private final int blockTokens;
  private final long totalBlocks;
  private final long prompts;
  private final long partialLast;
  private final long distinctBlocks;
  private final long[] hitsUpToDepth;
  private final long[] touchesUpToDepth;
  private final long firstTouches;
  private final long[] ttlPicos;
  private final long[] ttlHits;

  PrefixStatistics(
      int blockTokens,
      long totalBlocks,
      long prompts,
      long partialLast,
      long distinctBlocks,
      long[] hitsUpToDepth,
      long[] touchesUpToDepth,
      long firstTouches,
      long[] ttlPicos,
      long[] ttlHits) {
    this.blockTokens = blockTokens;
    this.totalBlocks = totalBlocks;
    this.prompts = prompts;
    this.partialLast = partialLast;
    this.distinctBlocks = distinctBlocks;
    this.hitsUpToDepth = hitsUpToDepth;
    this.touchesUpToDepth = touchesUpToDepth;
    this.firstTouches = firstTouches;
    this.ttlPicos = ttlPicos;
    this.ttlHits = ttlHits;
  }

  /** Tokens per block; 0 if the trace says nothing about prefixes. */
  public int blockTokens() {
    return blockTokens;
  }

  /** Blocks of all prompts. */
  public long totalBlocks() {
    return totalBlocks;
  }

  /** Prompts with at least one block. */
  public long prompts() {
    return prompts;
  }

  /** Prompts among them whose last block is partial. */
  public long partialLastBlocks() {
    return partialLast;
  }

  /** Different blocks among them. */
  public long distinctBlocks() {
    return distinctBlocks;
  }

  /** Blocks found in a cache that never evicts. */
  public long idealHitBlocks() {
    return hitsUpToDepth[hitsUpToDepth.length - 1];
  }

  /** Fraction of all blocks found in a cache that never evicts; NaN without blocks. */
  public double idealHitFraction() {
    return idealHitBlocks() / (double) totalBlocks;
  }

  /** Blocks found in a least-recently-used cache of so many blocks. */
  public long hitBlocks(long capacityBlocks) {
    return upTo(hitsUpToDepth, capacityBlocks);
  }

  /** Fraction of all blocks found in a least-recently-used cache of so many blocks. */
  public double hitFraction(long capacityBlocks) {
    return hitBlocks(capacityBlocks) / (double) totalBlocks;
  }

  /** Blocks that a least-recently-used cache of so many blocks evicts over the trace. */
  public long evictions(long capacityBlocks) {
    long hitTouches = upTo(touchesUpToDepth, capacityBlocks);
    long insertions = firstTouches + touchesUpToDepth[touchesUpToDepth.length - 1] - hitTouches;
    return insertions - Math.min(capacityBlocks, distinctBlocks);
  }

  /** Times to live for which {@link #hitBlocksWithin} was counted. */
  public long[] timesToLivePicos() {
    return ttlPicos.clone();
  }

  /** Blocks found, where a block is gone once untouched for longer than the time to live. */
  public long hitBlocksWithin(int timeToLive) {
    return ttlHits[timeToLive];
  }

  private static long upTo(long[] cumulative, long depth) {
    if (depth < 0) {
      throw new IllegalArgumentException("cache capacity " + depth + " is negative");
    }
    return cumulative[(int) Math.min(depth, cumulative.length - 1)];
  }
}
