package dev.dryrack.serving.engine;

/**
 * Requests per target, with the least loaded at hand: a tournament tree.
 *
 * <p>Invariant: every inner node holds the least of its two children. O(log targets) to change a
 * load, with an early end where the least does not change, and to find the least; allocates
 * nothing.
 */
final class LoadTree {

  private final int leaves;

  /** Node 1 is the root, node {@code i} has children {@code 2i} and {@code 2i + 1}. */
  private final int[] least;

  LoadTree(int targets) {
    leaves = Math.max(1, Integer.highestOneBit(Math.max(1, targets - 1)) << 1);
    least = new int[2 * leaves];
    for (int target = targets; target < leaves; target++) {
      least[leaves + target] = Integer.MAX_VALUE;
    }
    for (int node = leaves - 1; node > 0; node--) {
      least[node] = Math.min(least[2 * node], least[2 * node + 1]);
    }
  }

  /** Requests of a target. */
  int load(int target) {
    return least[leaves + target];
  }

  void change(int target, int amount) {
    int node = leaves + target;
    least[node] += amount;
    while (node > 1) {
      int parent = node >> 1;
      int value = Math.min(least[node], least[node ^ 1]);
      if (least[parent] == value) {
        return;
      }
      least[parent] = value;
      node = parent;
    }
  }

  /** The target with the fewest requests, the lowest of equals. */
  int leastLoaded() {
    int node = 1;
    while (node < leaves) {
      // Without a branch, which would be mispredicted half of the time.
      node = 2 * node + ((least[2 * node + 1] - least[2 * node]) >>> 31);
    }
    return node - leaves;
  }
}
