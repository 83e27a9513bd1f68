package dev.dryrack.workload;

import java.util.Map;

/**
 * What became of the rows of a source: {@code read = emitted + sum of dropped}.
 *
 * @param read rows read so far
 * @param emitted requests handed out so far
 * @param dropped reason, such as {@code zero-output}, to rows left out for it
 */
public record SourceCounts(long read, long emitted, Map<String, Long> dropped) {

  public SourceCounts {
    dropped = Map.copyOf(dropped);
  }
}
