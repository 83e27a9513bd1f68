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
 * <p>Loops over ranks are separate and plain so that they compile to vector instructions. Allocates
 * nothing.
 */
final class KvBlocks {

  final int blocksPerRank;
  final int blockTokens;

  /** Blocks that a request holds whatever its length: states, windows. */
  final int fixedPerSequence;

  /** Whether a request takes the blocks of all it has to compute when it is admitted. */
  final boolean wholePrompts;

  final int[] free;

  /**
   * Blocks that the running requests of a rank hold in the end if outputs are as long as stated.
   */
  final long[] promised;

  KvBlocks(
      int ranks, int blocksPerRank, int blockTokens, int fixedPerSequence, boolean wholePrompts) {
    this.wholePrompts = wholePrompts;
    promised = new long[ranks];
    this.blocksPerRank = blocksPerRank;
    this.blockTokens = blockTokens;
    this.fixedPerSequence = fixedPerSequence;
    free = new int[ranks];
    Arrays.fill(free, blocksPerRank);
  }

  /** Blocks that so many tokens of one sequence fill, the last perhaps in part. */
  int blocksFor(int tokens) {
    return (int) ((tokens + (blockTokens - 1L)) / blockTokens);
  }

  /** Takes from every rank the blocks in its column of a row. */
  void takeRow(int[] counts, int row) {
    int[] available = free;
    for (int rank = 0; rank < available.length; rank++) {
      available[rank] -= counts[row + rank];
    }
  }

  /** Free blocks of the rank that has fewest. */
  int fewestFree() {
    int[] available = free;
    int fewest = Integer.MAX_VALUE;
    for (int rank = 0; rank < available.length; rank++) {
      fewest = Math.min(fewest, available[rank]);
    }
    return fewest;
  }

  /** Blocks taken, over all ranks. */
  long taken() {
    int[] available = free;
    long sum = 0;
    for (int rank = 0; rank < available.length; rank++) {
      sum += available[rank];
    }
    return (long) available.length * blocksPerRank - sum;
  }
}
