package dev.dryrack.workload.trace;

import dev.dryrack.workload.SourceCounts;
import java.util.Map;
import java.util.TreeMap;

/** Counts dropped and remarkable rows by reason; reasons are small ints. */
final class RowTally {

  static final int ZERO_INPUT = 0;
  static final int ZERO_OUTPUT = 1;

  /** Added to a zero reason, makes it the negative one. */
  static final int NEGATIVE = 2;

  static final int OVER_CONTEXT = 4;
  static final int BEFORE_WINDOW = 5;
  static final int NO_OUTPUT_LENGTH = 6;
  static final int NO_ANSWER = 7;
  static final int NO_LENGTHS = 8;

  private static final String[] DROPS = {
    "zero-input",
    "zero-output",
    "negative-input",
    "negative-output",
    "over-context",
    "before-window",
    "no-output-length",
    "no-answer",
    "no-lengths"
  };

  /** Remarks are bits: a row may carry several. */
  static final int OUT_OF_ORDER = 1;

  static final int INPUT_TRUNCATED = 1 << 1;
  static final int LENGTH_CLAMPED = 1 << 2;
  static final int UNTIMED = 1 << 3;
  static final int PAUSE_ESTIMATED = 1 << 4;
  static final int PARENT_UNKNOWN = 1 << 5;
  static final int MEDIA_NOT_COUNTED = 1 << 6;
  static final int STOPPED_AT_END = 1 << 7;
  static final int SUBAGENT = 1 << 8;
  static final int TURN_AT_ITS_TIME = 1 << 9;

  private static final String[] NOTES = {
    "out-of-order",
    "input-truncated",
    "length-clamped",
    "untimed",
    "pause-estimated",
    "parent-unknown",
    "media-not-counted",
    "stopped-at-end",
    "subagent-begun",
    SourceCounts.TURN_AT_ITS_TIME
  };

  private final long[] drops = new long[DROPS.length];
  private final long[] notes = new long[NOTES.length];

  void drop(int reason) {
    drops[reason]++;
  }

  /** Counts the remarks whose bits are set. */
  void note(int remarks) {
    for (int left = remarks; left != 0; left &= left - 1) {
      notes[Integer.numberOfTrailingZeros(left)]++;
    }
  }

  SourceCounts counts(long read, long emitted, UnknownFields unknown) {
    Map<String, Long> noted = named(NOTES, notes);
    unknown.addTo(noted);
    return new SourceCounts(read, emitted, named(DROPS, drops), noted);
  }

  private static Map<String, Long> named(String[] names, long[] counts) {
    Map<String, Long> named = new TreeMap<>();
    for (int i = 0; i < names.length; i++) {
      if (counts[i] > 0) {
        named.put(names[i], counts[i]);
      }
    }
    return named;
  }
}
