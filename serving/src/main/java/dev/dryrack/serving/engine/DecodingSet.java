package dev.dryrack.serving.engine;

import java.util.Arrays;

/**
 * The decoding requests of every rank of a group, as sums: what a step needs to know of them costs
 * O(1) per rank, however many there are.
 *
 * <p>Every decoding request of a rank computes one token in every step, or none of them does: then
 * decoding stands still on the rank. With {@code s} the number of steps in which the rank decoded
 * and {@code c} its computed tokens, {@code c - s} is constant while a request decodes. So a rank
 * keeps
 *
 * <ul>
 *   <li>{@code sequences}: how many decode;
 *   <li>{@code offset}: the sum of their {@code c - s}, from which the sum of contexts follows;
 *   <li>{@code residues}: how many have each value of {@code (c - s) mod block}: those with {@code
 *       -s mod block} have filled their last block and need a new one in the coming step.
 * </ul>
 *
 * <p>Where decoding never stands still, all ranks share one count of steps; else each has its own.
 *
 * <p>Where requests speculate, they compute several tokens in a step and keep a number of their
 * own. Then steps are not counted, {@code offset} is the sum of the {@code c} and grows with each
 * request, and the only row of {@code residues} holds the blocks that are due.
 *
 * <p>Complexity: O(1) to join, leave and step. Allocates nothing.
 */
final class DecodingSet {

  final int ranks;
  final int blockTokens;

  /** Whether each rank counts its own steps, since decoding may stand still on it. */
  final boolean apart;

  /** Requests that decode. */
  final int[] sequences;

  /** Those of them that compute a token in the step; the same array where all always do. */
  final int[] inStep;

  final long[] offset;

  /** By {@code q} and rank: sequences with {@code (c - s) mod block = q}. */
  private final int[][] residues;

  /** By {@code q}: the same over all ranks. */
  final int[] totalDue;

  /** How many ranks have so many sequences. */
  private int[] ranksWith = new int[16];

  private int mostSequences;

  /** Ranks whose sequences are not those of the last pricing, one bit each. */
  final long[] changed;

  /** Over all ranks. */
  int totalSequences;

  private int totalInStep;
  private long totalOffset;

  /** Steps in which a rank decoded; one entry for all ranks unless they are apart. */
  private final long[] steps;

  /** {@code -steps mod block}. */
  private final int[] dueResidue;

  /** -1 where ranks are apart, else 0: the entry of a rank is {@code rank & own}. */
  private final int own;

  private final boolean[] standsStill;

  /** Tokens that each computes in a step. */
  final int stepTokens;

  /** Whether requests speculate. */
  private final boolean speculates;

  /** Whether no sequence outgrows its first block, as where KV does not grow: no need to count. */
  private final boolean oneBlock;

  /** Whether the tokens of a block are a power of two. */
  private final boolean isPower;

  /**
   * @param longestSequence most tokens of a sequence
   * @param apart whether decoding may stand still on a rank
   * @param stepTokens tokens that each computes in a step; above 1 where requests speculate
   */
  DecodingSet(int ranks, int blockTokens, int longestSequence, boolean apart, int stepTokens) {
    this.stepTokens = stepTokens;
    speculates = stepTokens > 1;
    this.ranks = ranks;
    this.blockTokens = blockTokens;
    this.apart = apart;
    isPower = Integer.bitCount(blockTokens) == 1;
    oneBlock = speculates || longestSequence <= blockTokens;
    own = apart ? -1 : 0;
    sequences = new int[ranks];
    inStep = apart ? new int[ranks] : sequences;
    standsStill = new boolean[ranks];
    offset = new long[ranks];
    changed = new long[(ranks + Long.SIZE - 1) / Long.SIZE];
    steps = new long[apart ? ranks : 1];
    dueResidue = new int[steps.length];
    residues = new int[speculates ? 1 : oneBlock ? 2 : blockTokens][ranks];
    totalDue = new int[residues.length];
    ranksWith[0] = ranks;
  }

  /** Steps in which a rank has decoded. */
  long step(int rank) {
    return steps[rank & own];
  }

  /** The {@code q} of those that need a block in this step; only where ranks are not apart. */
  int dueResidue() {
    return dueResidue[0];
  }

  /** How many sequences of each rank need a block in this step; the same. */
  int[] dueRow() {
    return residues[dueResidue[0]];
  }

  /** How many sequences of a rank need a block in the step in which they next compute. */
  int due(int rank) {
    return residues[dueResidue[rank & own]][rank];
  }

  /** Decoding requests of the rank that has most. */
  int mostSequences() {
    return mostSequences;
  }

  /** The sum of a rank's contexts in the coming step, the tokens it computes included. */
  long contextTokens(int rank) {
    return offset[rank] + sequences[rank] * (steps[rank & own] + stepTokens);
  }

  /** The same over all ranks. */
  long totalContextTokens() {
    if (!apart) {
      return totalOffset + totalSequences * (steps[0] + stepTokens);
    }
    long sum = 0;
    for (int rank = 0; rank < ranks; rank++) {
      sum += contextTokens(rank);
    }
    return sum;
  }

  void join(int rank, int computedTokens) {
    changed[rank >> 6] |= 1L << rank;
    ranksWith[sequences[rank]]--;
    int more = ++sequences[rank];
    if (more == ranksWith.length) {
      ranksWith = Arrays.copyOf(ranksWith, 2 * more);
    }
    ranksWith[more]++;
    mostSequences = Math.max(mostSequences, more);
    totalSequences++;
    long lead = computedTokens - steps[rank & own];
    offset[rank] += lead;
    totalOffset += lead;
    if (speculates) {
      return;
    }
    int residue = residue(rank, computedTokens);
    residues[residue][rank]++;
    totalDue[residue]++;
  }

  void leave(int rank, int computedTokens) {
    changed[rank >> 6] |= 1L << rank;
    ranksWith[sequences[rank]]--;
    ranksWith[--sequences[rank]]++;
    if (ranksWith[mostSequences] == 0) {
      mostSequences--;
    }
    totalSequences--;
    long lead = computedTokens - steps[rank & own];
    offset[rank] -= lead;
    totalOffset -= lead;
    if (speculates) {
      return;
    }
    int residue = residue(rank, computedTokens);
    residues[residue][rank]--;
    totalDue[residue]--;
  }

  /** A request that speculates has kept so many tokens of the step. */
  void grows(int rank, int tokens) {
    changed[rank >> 6] |= 1L << rank;
    offset[rank] += tokens;
    totalOffset += tokens;
  }

  /** A request that speculates needs so many blocks in the coming step. */
  void needs(int rank, int blocks) {
    residues[0][rank] += blocks;
    totalDue[0] += blocks;
  }

  /** Due blocks were taken: requests that speculate need none until the step ends. */
  void dueTaken() {
    if (speculates) {
      Arrays.fill(residues[0], 0);
      totalDue[0] = 0;
    }
  }

  /** Lets decoding stand still on a rank in the step being formed, or go on after all. */
  void standStill(int rank, boolean still) {
    if (still && !apart) {
      throw new IllegalStateException("decoding cannot stand still: ranks share a step count");
    }
    if (standsStill[rank] != still) {
      standsStill[rank] = still;
      changed[rank >> 6] |= 1L << rank;
    }
  }

  boolean standsStill(int rank) {
    return standsStill[rank];
  }

  /** The step is formed: counts who computes in it. */
  void formed() {
    if (!apart) {
      totalInStep = totalSequences;
      return;
    }
    totalInStep = 0;
    for (int rank = 0; rank < ranks; rank++) {
      inStep[rank] = standsStill[rank] ? 0 : sequences[rank];
      totalInStep += inStep[rank];
    }
  }

  /** All of the only rank have computed so many tokens more. */
  void stepsDone(int count) {
    steps[0] += count;
    if (!oneBlock) {
      dueResidue[0] = Math.floorMod(dueResidue[0] - count, blockTokens);
    }
  }

  /** The {@link #dueResidue} after the given one: that of the next step. */
  int residueAfter(int residue) {
    return oneBlock ? residue : residue == 0 ? blockTokens - 1 : residue - 1;
  }

  /** Requests of all ranks that decode in the step. */
  int totalInStep() {
    return totalInStep;
  }

  /** All in the step have computed one token more, unless they speculate. */
  void stepDone() {
    if (speculates) {
      return;
    }
    if (!apart) {
      advance(0);
      return;
    }
    for (int rank = 0; rank < ranks; rank++) {
      if (inStep[rank] > 0) {
        advance(rank);
      }
    }
  }

  private void advance(int entry) {
    steps[entry]++;
    if (!oneBlock) {
      dueResidue[entry] = dueResidue[entry] == 0 ? blockTokens - 1 : dueResidue[entry] - 1;
    }
  }

  private int residue(int rank, int computedTokens) {
    if (oneBlock) {
      return 1;
    }
    long sum = computedTokens + (long) dueResidue[rank & own];
    return (int) (isPower ? sum & (blockTokens - 1) : sum % blockTokens);
  }
}
