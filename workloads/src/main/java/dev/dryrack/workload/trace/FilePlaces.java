package dev.dryrack.workload.trace;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of several files as one number each, so that a row that is held back still knows its place:
 * the file above bit 40, the line below.
 */
final class FilePlaces {

  private static final int LINE_BITS = 40;

  private final List<String> names = new ArrayList<>();

  /** Files whose lines are told apart from now on. */
  void enter(String name) {
    names.add(name);
  }

  /** A line of the file entered last. */
  long place(long line) {
    return place(names.size() - 1, line);
  }

  /** A line of a file by its number. */
  static long place(int file, long line) {
    return (file + 1L) << LINE_BITS | line;
  }

  /** Whether a number names a file of these, and not a line only. */
  boolean knows(long place) {
    return place >> LINE_BITS > 0 && place >> LINE_BITS <= names.size();
  }

  String name(long place) {
    return names.get((int) (place >> LINE_BITS) - 1);
  }

  static long line(long place) {
    return place & ((1L << LINE_BITS) - 1);
  }
}
