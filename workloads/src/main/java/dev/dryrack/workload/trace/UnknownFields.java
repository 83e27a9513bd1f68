package dev.dryrack.workload.trace;

import java.util.Map;
import java.util.TreeMap;

/**
 * Names of columns or members that are not of a format and so are not read, with the number of rows
 * that have them: a reader that guesses wrong about a file must not do so in silence. The first
 * {@value #MOST} names are told apart, so memory is bounded.
 */
final class UnknownFields {

  private static final int MOST = 16;
  private static final int LONGEST = 40;
  private static final String REMARK = "unknown-field:";
  private static final String FURTHER = "(further names)";

  private final Map<String, long[]> rows = new TreeMap<>();

  /** Notes that a row has such a field. */
  void note(String name) {
    long[] known = rows.get(name);
    if (known == null) {
      known = rows.computeIfAbsent(rows.size() < MOST ? name : FURTHER, none -> new long[1]);
    }
    known[0]++;
  }

  /** Adds a remark for each name. */
  void addTo(Map<String, Long> remarks) {
    rows.forEach(
        (name, count) ->
            remarks.merge(REMARK + TraceInput.printable(name, LONGEST), count[0], Long::sum));
  }
}
