package dev.dryrack.workload;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the rows of a source: {@code read = emitted + sum of dropped}. The maps iterate in
 * alphabetical order of the reasons.
 *
 * @param read rows read so far
 * @param emitted requests handed out so far
 * @param dropped reason, such as {@code zero-output}, to rows left out for it
 * @param noted remark, such as {@code out-of-order} or {@code input-truncated}, to rows that carry
 *     it, most of which were emitted nevertheless
 */
public record SourceCounts(
    long read, long emitted, Map<String, Long> dropped, Map<String, Long> noted) {

  /** Remark of later turns that wait for none, in formats in which turns may wait. */
  public static final String TURN_AT_ITS_TIME = "turn-at-its-time";

  public SourceCounts {
    dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
    noted = Collections.unmodifiableMap(new TreeMap<>(noted));
    long lost = 0;
    for (long rows : dropped.values()) {
      lost += rows;
    }
    if (read != emitted + lost) {
      throw new IllegalArgumentException(
          "read " + read + " rows, but emitted " + emitted + " and dropped " + lost + " of them");
    }
  }

  /** Counts of a source that drops and remarks nothing. */
  public static SourceCounts all(long emitted) {
    return new SourceCounts(emitted, emitted, Map.of(), Map.of());
  }
}
