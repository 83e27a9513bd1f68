package dev.dryrack.workload.trace;

import java.util.Arrays;

/**
 * Translates row numbers into ordinals of emitted requests, so that a turn finds the one it waits
 * for even where rows between them were dropped: a dropped row stands for the one it waited for.
 *
 * <p>Costs 8 bytes per row, but only from the first row on that waits for another; a trace without
 * sessions costs nothing.
 */
final class TurnOrdinals {

  private static final long NOT_SEEN = -2;

  private long[] ordinalOfRow = new long[0];
  private boolean recording;
  private long previous = -1;

  /** From now on every row is recorded. */
  void record() {
    recording = true;
  }

  void emitted(long row, long previousRow, long ordinal) {
    previous = resolve(previousRow);
    put(row, ordinal);
  }

  void dropped(long row, long previousRow) {
    if (recording) {
      put(row, resolve(previousRow));
    }
  }

  private void put(long row, long ordinal) {
    if (!recording) {
      return;
    }
    int index = Math.toIntExact(row);
    if (index >= ordinalOfRow.length) {
      int known = ordinalOfRow.length;
      ordinalOfRow = Arrays.copyOf(ordinalOfRow, Math.max(1024, index + index / 2));
      Arrays.fill(ordinalOfRow, known, ordinalOfRow.length, NOT_SEEN);
    }
    ordinalOfRow[index] = ordinal;
  }

  private long resolve(long row) {
    if (row < 0 || row >= ordinalOfRow.length) {
      return -1;
    }
    long ordinal = ordinalOfRow[(int) row];
    return ordinal == NOT_SEEN ? -1 : ordinal;
  }

  /** Ordinal of the request that the last emitted one waits for; -1 for none. */
  long previous() {
    return previous;
  }
}
