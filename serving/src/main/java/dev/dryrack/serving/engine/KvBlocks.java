package dev.dryrack.serving.engine;

import java.util.Arrays;

/**
 * Free KV blocks of every rank of a group.
 *
 * <p>Invariant: between steps {@code 0 <= free <= blocksPerRank}, and the blocks missing are those
 * of the running requests: {@code fixed + ceil(computed tokens / block)} each, or that of the
 * tokens they have to compute where prompts are given their blocks whole. While a step is being
 * formed, free may be negative until requests are preempted.
 *
 * <p>O(1) to take and give; O(ranks) for the fewest. Loops over ranks are plain so that they
 * compile to vector instructions. Allocates nothing.
 */
final class KvBlocks {

  final int blocksPerRank;
  final int blockTokens;

  /** Blocks that a request holds whatever its length: states, windows. */
  final int fixedPerSequence;

  /** Whether a request takes the blocks of all it has to compute when it is admitted. */
  final boolean wholePrompts;

  /** By rank; changed by {@link #take} and {@link #give} alone. */
  final int[] free;

  /**
   * Blocks that the running requests of a rank hold in the end if outputs are as long as stated.
   */
  final long[] promised;

  /** Log2 of the tokens of a block, or -1 if they are no power of two. */
  private final int blockShift;

  private long totalFree;

  KvBlocks(
      int ranks, int blocksPerRank, int blockTokens, int fixedPerSequence, boolean wholePrompts) {
    this.wholePrompts = wholePrompts;
    promised = new long[ranks];
    this.blocksPerRank = blocksPerRank;
    this.blockTokens = blockTokens;
    this.fixedPerSequence = fixedPerSequence;
    blockShift =
        Integer.bitCount(blockTokens) == 1 ? Integer.numberOfTrailingZeros(blockTokens) : -1;
    free = new int[ranks];
    Arrays.fill(free, blocksPerRank);
    totalFree = (long) ranks * blocksPerRank;
  }

  /** Blocks that so many tokens of one sequence fill, the last perhaps in part. */
  int blocksFor(int tokens) {
    long padded = tokens + (blockTokens - 1L);
    return (int) (blockShift < 0 ? padded / blockTokens : padded >> blockShift);
  }

  void take(int rank, int blocks) {
    free[rank] -= blocks;
    totalFree -= blocks;
  }

  void give(int rank, int blocks) {
    free[rank] += blocks;
    totalFree += blocks;
  }

  /** Takes from every rank what is in its column of a row. */
  void takeRow(int[] row, int total) {
    int[] available = free;
    totalFree -= total;
    if (available.length == 1) {
      available[0] -= total;
      return;
    }
    for (int rank = 0; rank < available.length; rank++) {
      available[rank] -= row[rank];
    }
  }

  /** Free blocks of the rank that has fewest. */
  int fewestFree() {
    int[] available = free;
    if (available.length == 1) {
      return available[0];
    }
    int fewest = Integer.MAX_VALUE;
    for (int rank = 0; rank < available.length; rank++) {
      fewest = Math.min(fewest, available[rank]);
    }
    return fewest;
  }

  /** Blocks taken, over all ranks. */
  long taken() {
    return (long) free.length * blocksPerRank - totalFree;
  }
}
