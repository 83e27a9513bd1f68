package dev.dryrack.serving.router;

/**
 * A load per target, with the least loaded at hand: a tournament tree.
 *
 * <p>Invariant: every inner node holds the least of its two children. O(log targets) to change a
 * load, with an early end where the least does not change, and to find the least; 16 bytes per
 * target and up to as many again; allocates nothing.
 */
public final class LoadTree {

  /** Above every load, and far enough from the largest number that differences are one. */
  private static final long NOBODY = Long.MAX_VALUE / 2;

  private final int leaves;

  /** Node 1 is the root, node {@code i} has children {@code 2i} and {@code 2i + 1}. */
  private final long[] least;

  /**
   * @param targets how many there are, each with load 0
   */
  public LoadTree(int targets) {
    leaves = Math.max(1, Integer.highestOneBit(Math.max(1, targets - 1)) << 1);
    least = new long[2 * leaves];
    for (int target = targets; target < leaves; target++) {
      least[leaves + target] = NOBODY;
    }
    for (int node = leaves - 1; node > 0; node--) {
      least[node] = Math.min(least[2 * node], least[2 * node + 1]);
    }
  }

  /** The load of a target. */
  public long load(int target) {
    return least[leaves + target];
  }

  /** Adds to the load of a target. */
  public void change(int target, long amount) {
    int node = leaves + target;
    least[node] += amount;
    while (node > 1) {
      int parent = node >> 1;
      long value = Math.min(least[node], least[node ^ 1]);
      if (least[parent] == value) {
        return;
      }
      least[parent] = value;
      node = parent;
    }
  }

  /** The target with the least load, the lowest of equals. */
  public int leastLoaded() {
    int node = 1;
    while (node < leaves) {
      // Without a branch, which would be mispredicted half of the time.
      node = 2 * node + (int) ((least[2 * node + 1] - least[2 * node]) >>> 63);
    }
    return node - leaves;
  }
}
