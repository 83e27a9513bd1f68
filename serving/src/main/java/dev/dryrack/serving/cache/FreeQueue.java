package dev.dryrack.serving.cache;

import static dev.dryrack.serving.cache.ExtentTable.NONE;

import java.util.Arrays;

/**
 * The queue in which free extents stand: new blocks come from its head, blocks given back go to its
 * tail, and a hit takes an extent out wherever it stands.
 *
 * <p>A doubly linked list over the numbers of extents. O(1) per call; allocates only when there are
 * more extents than ever before.
 */
final class FreeQueue {

  private int[] previous = new int[0];
  private int[] next = new int[0];
  private int head = NONE;
  private int tail = NONE;

  /** The extent taken next, or none. */
  int head() {
    return head;
  }

  /** The extent taken last, or none. */
  int tail() {
    return tail;
  }

  /** Makes room for extents of lower numbers. */
  void reserve(int extents) {
    if (extents > next.length) {
      previous = Arrays.copyOf(previous, extents);
      next = Arrays.copyOf(next, extents);
    }
  }

  void append(int extent) {
    previous[extent] = tail;
    next[extent] = NONE;
    if (tail == NONE) {
      head = extent;
    } else {
      next[tail] = extent;
    }
    tail = extent;
  }

  void insertAfter(int extent, int added) {
    int following = next[extent];
    previous[added] = extent;
    next[added] = following;
    next[extent] = added;
    if (following == NONE) {
      tail = added;
    } else {
      previous[following] = added;
    }
  }

  void remove(int extent) {
    int before = previous[extent];
    int after = next[extent];
    if (before == NONE) {
      head = after;
    } else {
      next[before] = after;
    }
    if (after == NONE) {
      tail = before;
    } else {
      previous[after] = before;
    }
  }
}
