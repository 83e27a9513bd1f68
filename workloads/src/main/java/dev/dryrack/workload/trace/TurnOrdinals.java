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

  /** Stands for a request that has not been emitted yet. */
  static final long NOT_SEEN = -2;

  /** This less n stands for what row n stands for. */
  private static final long LINK = -3;

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
      put(row, previousRow < 0 ? -1 : LINK - previousRow);
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
    if (row < 0) {
      return -1;
    }
    long ordinal = LINK - row;
    while (ordinal <= LINK) {
      int dropped = Math.toIntExact(LINK - ordinal);
      ordinal = dropped < ordinalOfRow.length ? ordinalOfRow[dropped] : NOT_SEEN;
    }
    return ordinal;
  }

  /** Ordinal of the request that the last emitted one waits for; -1 for none, -2 if not seen. */
  long previous() {
    return previous;
  }
}
