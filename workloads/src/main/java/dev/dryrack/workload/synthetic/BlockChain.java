package dev.dryrack.workload.synthetic;

import java.util.Arrays;

/** The blocks of a prompt as runs of ids, changed in place. */
final class BlockChain {

  private long[] starts;
  private int[] lengths;
  private int runs;
  private long blocks;

  BlockChain() {
    starts = new long[4];
    lengths = new int[4];
  }

  BlockChain(BlockChain other) {
    starts = Arrays.copyOf(other.starts, Math.max(4, other.runs));
    lengths = Arrays.copyOf(other.lengths, Math.max(4, other.runs));
    runs = other.runs;
    blocks = other.blocks;
  }

  /** Keeps the first blocks only. */
  void cut(long kept) {
    while (blocks > kept) {
      long over = blocks - kept;
      if (lengths[runs - 1] <= over) {
        blocks -= lengths[--runs];
      } else {
        lengths[runs - 1] -= (int) over;
        blocks = kept;
      }
    }
  }

  /** Adds blocks of consecutive ids. */
  void add(long start, long count) {
    if (count <= 0) {
      return;
    }
    blocks += count;
    if (runs > 0 && starts[runs - 1] + lengths[runs - 1] == start) {
      lengths[runs - 1] += (int) count;
      return;
    }
    if (runs == starts.length) {
      starts = Arrays.copyOf(starts, runs * 2);
      lengths = Arrays.copyOf(lengths, runs * 2);
    }
    starts[runs] = start;
    lengths[runs++] = (int) count;
  }

  long blocks() {
    return blocks;
  }

  int runs() {
    return runs;
  }

  long start(int run) {
    return starts[run];
  }

  int length(int run) {
    return lengths[run];
  }
}
