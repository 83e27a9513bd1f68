package dev.dryrack.workload.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Block ids of sessions whose rows name the blocks of new text only. The first turn's full blocks
 * keep the ids of the file; the k-th block behind them is private to the session and the same in
 * every later turn, for a context only grows.
 */
final class SessionPrefixes {

  private static final long[] NOTHING = new long[0];

  private final int blockTokens;

  /** Per session: start and length of each run of the first turn's full blocks. */
  private final List<long[]> firstRuns = new ArrayList<>();

  SessionPrefixes(int blockTokens) {
    this.blockTokens = blockTokens;
  }

  /** An id that no file gives, for block k of a session. */
  static long privateBlock(int session, long k) {
    return ((session + 1L) << 32) + k;
  }

  /** Keeps the first turn's full blocks; gives it private ones where the file names none. */
  void remember(TraceRows row, int session) {
    int whole = Math.max(0, row.inputTokens) / blockTokens;
    if (row.runs == 0 && whole > 0) {
      row.addRun(privateBlock(session, 0), whole);
      return;
    }
    while (firstRuns.size() <= session) {
      firstRuns.add(NOTHING);
    }
    long left = whole;
    long[] kept = new long[row.runs * 2];
    int used = 0;
    for (int run = 0; run < row.runs && left > 0; run++) {
      long length = Math.min(left, row.runLength[run]);
      kept[used++] = row.runStart[run];
      kept[used++] = length;
      left -= length;
    }
    firstRuns.set(session, Arrays.copyOf(kept, used));
  }

  /** Replaces the blocks of a later turn by those of its whole prompt. */
  void extend(TraceRows row, int session) {
    long[] first = session < firstRuns.size() ? firstRuns.get(session) : NOTHING;
    row.runs = 0;
    long blocks = 0;
    for (int i = 0; i < first.length; i += 2) {
      row.addRun(first[i], (int) first[i + 1]);
      blocks += first[i + 1];
    }
    long whole = row.inputTokens / (long) blockTokens;
    if (whole > blocks) {
      row.addRun(privateBlock(session, blocks), (int) (whole - blocks));
    }
  }
}
