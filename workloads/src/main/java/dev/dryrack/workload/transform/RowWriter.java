package dev.dryrack.workload.transform;

import dev.dryrack.workload.SessionSource;
import java.util.Arrays;

/**
 * Writes one request after another as text, and counts what its format cannot hold. Times are
 * written exactly, to the picosecond where need be.
 */
abstract class RowWriter {

  static final long PICOS_PER_SECOND = 1_000_000_000_000L;
  static final long PICOS_PER_MILLI = 1_000_000_000L;

  final SessionSource source;
  final StringBuilder text;

  /** Rows written before the current one. */
  long rows;

  long lostSessions;
  long lostPrefixes;
  long openedTurns;
  long restartedTurns;

  private long[] lastOfSession = new long[0];

  RowWriter(SessionSource source, StringBuilder text) {
    this.source = source;
    this.text = text;
  }

  /** Writes what stands before the first row. */
  void header() {
    // nothing, unless the format has a header
  }

  /** Writes the current request. */
  abstract void row();

  /** Tokens of a prefix block where the format does not say so itself, 0 elsewhere. */
  int unstatedBlockTokens() {
    return 0;
  }

  /** Number of the row of the session before this one, and makes this one the last; -1 for none. */
  final long replaceLast(int session) {
    if (session >= lastOfSession.length) {
      int known = lastOfSession.length;
      lastOfSession = Arrays.copyOf(lastOfSession, Math.max(session + 1, known * 2));
      Arrays.fill(lastOfSession, known, lastOfSession.length, -1);
    }
    long last = lastOfSession[session];
    lastOfSession[session] = rows;
    return last;
  }

  /** Appends a time in a unit of so many picoseconds, with as many decimals as it takes. */
  final void time(long picos, long unit, int leastDigits) {
    text.append(picos / unit);
    fraction(picos % unit, unit, leastDigits);
  }

  /** Appends a fraction of a unit without its trailing zeros beyond the least digits. */
  final void fraction(long value, long unit, int leastDigits) {
    if (value == 0 && leastDigits == 0) {
      return;
    }
    int digits = Long.toString(unit).length() - 1;
    int start = text.length() + 1;
    text.append('.').append(value);
    while (text.length() - start < digits) {
      text.insert(start, '0');
    }
    int end = text.length();
    while (end - start > leastDigits && text.charAt(end - 1) == '0') {
      end--;
    }
    text.setLength(end);
  }

  /**
   * Appends the block ids as a JSON array.
   *
   * @param parts blocks that each of the source's is split into, whose ids count on
   * @param most ids to write
   */
  final void blocks(long parts, long most) {
    text.append(", \"hash_ids\": [");
    String separator = "";
    long left = most;
    for (int run = 0; run < source.prefixRuns() && left > 0; run++) {
      long start = source.prefixRunStart(run) * parts;
      long length = Math.min(left, source.prefixRunLength(run) * parts);
      for (long i = 0; i < length; i++) {
        text.append(separator).append(start + i);
        separator = ", ";
      }
      left -= length;
    }
    text.append(']');
  }

  /** Appends the lengths under the names that most JSON formats have. */
  final void lengths(long inputTokens) {
    text.append(", \"input_length\": ").append(inputTokens);
    text.append(", \"output_length\": ").append(source.outputTokens());
  }
}
