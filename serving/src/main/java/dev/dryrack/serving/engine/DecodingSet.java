package dev.dryrack.serving.engine;

/**
 * The decoding requests of every rank of a group, as sums: what a step needs to know of them costs
 * O(1) per rank, however many there are.
 *
 * <p>Every decoding request computes one token in every step. With {@code s} the number of steps
 * done and {@code c} its computed tokens, {@code c - s} is constant while it decodes. So a rank
 * keeps
 *
 * <ul>
 *   <li>{@code sequences}: how many decode;
 *   <li>{@code offset}: the sum of their {@code c - s}, from which the sum of contexts follows;
 *   <li>{@code residues}: how many have each value of {@code (c - s) mod block}: those with {@code
 *       -s mod block} have filled their last block and need a new one in the coming step.
 * </ul>
 *
 * <p>Complexity: O(1) to join, leave and step. Allocates nothing.
 */
final class DecodingSet {

  final int ranks;
  final int blockTokens;
  final int[] sequences;
  final long[] offset;

  /** Row {@code q} of {@code ranks} columns: sequences with {@code (c - s) mod block = q}. */
  final int[] residues;

  /** Ranks whose sequences are not those of the last pricing, one bit each. */
  final long[] changed;

  /** Over all ranks. */
  int totalSequences;

  private long totalOffset;

  /** Steps done. */
  long step;

  /** {@code -step mod block}. */
  private int dueResidue;

  /** Whether no sequence outgrows its first block, as where KV does not grow: no need to count. */
  private final boolean oneBlock;

  /**
   * @param longestSequence most tokens of a sequence
   */
  DecodingSet(int ranks, int blockTokens, int longestSequence) {
    this.ranks = ranks;
    this.blockTokens = blockTokens;
    oneBlock = longestSequence <= blockTokens;
    sequences = new int[ranks];
    offset = new long[ranks];
    changed = new long[(ranks + Long.SIZE - 1) / Long.SIZE];
    residues = new int[Math.multiplyExact(ranks, oneBlock ? 2 : blockTokens)];
  }

  /** Where the row begins that says how many sequences of each rank need a block in this step. */
  int dueRow() {
    return dueResidue * ranks;
  }

  /** The sum of a rank's contexts in the coming step, the tokens it computes included. */
  long contextTokens(int rank) {
    return offset[rank] + sequences[rank] * (step + 1);
  }

  /** The same over all ranks. */
  long totalContextTokens() {
    return totalOffset + totalSequences * (step + 1);
  }

  void join(int rank, int computedTokens) {
    changed[rank >> 6] |= 1L << rank;
    sequences[rank]++;
    totalSequences++;
    offset[rank] += computedTokens - step;
    totalOffset += computedTokens - step;
    residues[residueRow(computedTokens) + rank]++;
  }

  void leave(int rank, int computedTokens) {
    changed[rank >> 6] |= 1L << rank;
    sequences[rank]--;
    totalSequences--;
    offset[rank] -= computedTokens - step;
    totalOffset -= computedTokens - step;
    residues[residueRow(computedTokens) + rank]--;
  }

  /** All have computed one token more. */
  void stepDone() {
    step++;
    if (oneBlock) {
      return;
    }
    dueResidue = dueResidue == 0 ? blockTokens - 1 : dueResidue - 1;
  }

  /** All of the only rank have computed so many tokens more. */
  void stepsDone(int steps) {
    step += steps;
    if (!oneBlock) {
      dueResidue = Math.floorMod(dueResidue - steps, blockTokens);
    }
  }

  /** The row after the given one of {@link #dueRow}: that of the next step. */
  int rowAfter(int row) {
    return oneBlock ? row : row == 0 ? (blockTokens - 1) * ranks : row - ranks;
  }

  private int residueRow(int computedTokens) {
    if (oneBlock) {
      return ranks;
    }
    return (int) ((computedTokens + (long) dueResidue) % blockTokens) * ranks;
  }
}
