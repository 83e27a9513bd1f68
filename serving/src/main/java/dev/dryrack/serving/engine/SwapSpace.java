package dev.dryrack.serving.engine;

import java.util.Arrays;

/**
 * Host memory to which KV blocks of preempted requests move, and what moving them takes.
 *
 * <p>A rank's blocks move over its own link, before the step in which they are moved computes: the
 * step of a rank is longer by the sum. Blocks are whole; both directions take the same.
 *
 * <p>Units: blocks, picoseconds. O(1), allocates nothing.
 */
final class SwapSpace {

  private final int[] room;
  private final long picosPerBlock;

  /**
   * @param blocksPerRank host blocks of each rank; 0 where preempted requests are computed again
   * @param picosPerBlock what moving one block takes
   */
  SwapSpace(int ranks, int blocksPerRank, long picosPerBlock) {
    this.picosPerBlock = picosPerBlock;
    room = new int[ranks];
    Arrays.fill(room, blocksPerRank);
  }

  boolean hasRoom(int rank, int blocks) {
    return room[rank] >= blocks;
  }

  /** Blocks move out of the GPU; returns what that takes. */
  long takeOut(int rank, int blocks) {
    room[rank] -= blocks;
    return blocks * picosPerBlock;
  }

  /** Blocks move back; returns what that takes. */
  long takeIn(int rank, int blocks) {
    room[rank] += blocks;
    return blocks * picosPerBlock;
  }

  /** Host blocks left. */
  int room(int rank) {
    return room[rank];
  }
}
