package dev.dryrack.workload.trace;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What is known of each session while its rows pass by: a dense number, its turns, its last row and
 * its context. Memory grows with the number of sessions.
 */
final class SessionBook {

  private final Map<String, Integer> numbers = new HashMap<>();
  private int sessions;

  int[] turns = new int[16];
  long[] lastRow = new long[16];
  long[] lastSeconds = new long[16];
  long[] lastPicos = new long[16];

  /** Tokens of all prompts and outputs so far. */
  long[] contextTokens = new long[16];

  /** Number of a session by its name, in order of appearance. */
  int number(String name) {
    Integer known = numbers.get(name);
    if (known != null) {
      return known;
    }
    int number = anonymous();
    numbers.put(name, number);
    return number;
  }

  /** Number of a session by its name; -1 if it has not appeared. */
  int known(String name) {
    return numbers.getOrDefault(name, -1);
  }

  /** Gives a session a further name. */
  void alias(String name, int session) {
    numbers.put(name, session);
  }

  /** A new session without a name. */
  int anonymous() {
    if (sessions == turns.length) {
      int size = sessions * 2;
      turns = Arrays.copyOf(turns, size);
      lastRow = Arrays.copyOf(lastRow, size);
      lastSeconds = Arrays.copyOf(lastSeconds, size);
      lastPicos = Arrays.copyOf(lastPicos, size);
      contextTokens = Arrays.copyOf(contextTokens, size);
    }
    lastRow[sessions] = -1;
    return sessions++;
  }

  /** Puts the session's next turn into a row, and the row into the book. */
  void enter(TraceRows row, int session, long rowNumber) {
    row.session = session;
    row.turn = turns[session]++;
    lastRow[session] = rowNumber;
    lastSeconds[session] = row.seconds;
    lastPicos[session] = row.picos;
    contextTokens[session] =
        Math.min(
            Integer.MAX_VALUE / 2,
            Math.max(0, row.inputTokens) + (long) Math.max(0, row.outputTokens));
  }
}
