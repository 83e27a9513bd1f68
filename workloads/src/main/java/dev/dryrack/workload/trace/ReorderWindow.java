package dev.dryrack.workload.trace;

import java.util.Arrays;

/**
 * Holds back a bounded number of rows and hands them out by time, equal times in order of entry.
 *
 * <p>Rows live in slots (struct of arrays); a ring of slot numbers keeps the order. Entry costs
 * O(1) for a row in order and O(how many later ones it overtakes) otherwise; leaving is O(1).
 * Allocates only while the prefix runs of a slot grow.
 */
final class ReorderWindow {

  private final int capacity;
  private final int mask;
  private final int[] order;
  private final int[] free;
  private int freeCount;
  private int head;
  private int size;

  final long[] seconds;
  final long[] picos;
  final int[] inputTokens;
  final int[] outputTokens;
  final long[] line;
  final long[] row;
  final int[] session;
  final int[] turn;
  final long[] previousRow;
  final long[] delayPicos;
  final int[] runs;
  final long[][] runStart;
  final int[][] runLength;

  ReorderWindow(int capacity) {
    this.capacity = capacity;
    int ring = Integer.highestOneBit(Math.max(1, capacity * 2 - 1));
    mask = ring - 1;
    order = new int[ring];
    free = new int[capacity];
    for (int slot = 0; slot < capacity; slot++) {
      free[slot] = capacity - 1 - slot;
    }
    freeCount = capacity;
    seconds = new long[capacity];
    picos = new long[capacity];
    inputTokens = new int[capacity];
    outputTokens = new int[capacity];
    line = new long[capacity];
    row = new long[capacity];
    session = new int[capacity];
    turn = new int[capacity];
    previousRow = new long[capacity];
    delayPicos = new long[capacity];
    runs = new int[capacity];
    runStart = new long[capacity][];
    runLength = new int[capacity][];
    Arrays.fill(runStart, new long[0]);
    Arrays.fill(runLength, new int[0]);
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == capacity;
  }

  /** Enters a row. */
  void add(TraceRows source, long rowNumber) {
    int slot = free[--freeCount];
    seconds[slot] = source.seconds;
    picos[slot] = source.picos;
    inputTokens[slot] = source.inputTokens;
    outputTokens[slot] = source.outputTokens;
    line[slot] = source.line;
    row[slot] = rowNumber;
    session[slot] = source.session;
    turn[slot] = source.turn;
    previousRow[slot] = source.previousRow;
    delayPicos[slot] = source.delayPicos;
    copyRuns(source, slot);
    int at = head + size++;
    while (at > head && isLater(order[(at - 1) & mask], slot)) {
      order[at & mask] = order[(at - 1) & mask];
      at--;
    }
    order[at & mask] = slot;
  }

  private void copyRuns(TraceRows source, int slot) {
    int count = source.runs;
    runs[slot] = count;
    if (count > runStart[slot].length) {
      runStart[slot] = new long[count + count / 2];
      runLength[slot] = new int[count + count / 2];
    }
    System.arraycopy(source.runStart, 0, runStart[slot], 0, count);
    System.arraycopy(source.runLength, 0, runLength[slot], 0, count);
  }

  private boolean isLater(int slot, int than) {
    return seconds[slot] > seconds[than]
        || (seconds[slot] == seconds[than] && picos[slot] > picos[than]);
  }

  /** Removes the earliest row; its slot stays readable until the next {@link #add}. */
  int remove() {
    int slot = order[head & mask];
    head = (head + 1) & mask;
    size--;
    free[freeCount++] = slot;
    return slot;
  }
}
