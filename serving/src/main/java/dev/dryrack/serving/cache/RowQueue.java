package dev.dryrack.serving.cache;

import static dev.dryrack.serving.cache.ExtentTable.NONE;

import java.util.Arrays;

/**
 * Rows of a cache by use: the head goes first, what is used goes to the tail, and a row is taken
 * out wherever it stands.
 *
 * <p>A doubly linked list over the numbers of rows. O(1) per call; allocates only when there are
 * more rows than ever before.
 */
final class RowQueue {

  private int[] previous = new int[0];
  private int[] next = new int[0];
  private int head = NONE;
  private int tail = NONE;

  /** The row that goes first, or none. */
  int head() {
    return head;
  }

  /** The row that goes last, or none. */
  int tail() {
    return tail;
  }

  /** The row that goes before a given one, or none. */
  int previous(int row) {
    return previous[row];
  }

  /** Makes room for rows of lower numbers. */
  void reserve(int rows) {
    if (rows > next.length) {
      previous = Arrays.copyOf(previous, rows);
      next = Arrays.copyOf(next, rows);
    }
  }

  void append(int row) {
    previous[row] = tail;
    next[row] = NONE;
    if (tail == NONE) {
      head = row;
    } else {
      next[tail] = row;
    }
    tail = row;
  }

  /** Puts a row behind another, or before all if that is none. */
  void insertAfter(int row, int added) {
    int following = row == NONE ? head : next[row];
    previous[added] = row;
    next[added] = following;
    if (row == NONE) {
      head = added;
    } else {
      next[row] = added;
    }
    if (following == NONE) {
      tail = added;
    } else {
      previous[following] = added;
    }
  }

  void remove(int row) {
    int before = previous[row];
    int after = next[row];
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
