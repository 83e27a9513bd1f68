package dev.dryrack.hardware.facts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects everything that is wrong with one or more files, so that it can be told at once. */
public final class Problems {

  private record Problem(FactPosition position, String message) {}

  private final List<Problem> problems = new ArrayList<>();

  /**
   * Notes a problem.
   *
   * @param where the place; its path is put before the message
   * @param message what is wrong and, after a semicolon, what to do about it
   */
  public void add(FactPosition where, String message) {
    problems.add(new Problem(where, message));
  }

  /** Notes a problem at a value. */
  public void add(FactNode where, String message) {
    add(where.position(), message);
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public int size() {
    return problems.size();
  }

  /** All messages, each once, files in order of their first problem, then by line and column. */
  public List<String> messages() {
    List<String> files = new ArrayList<>();
    for (Problem problem : problems) {
      if (!files.contains(problem.position.file())) {
        files.add(problem.position.file());
      }
    }
    List<Problem> sorted = new ArrayList<>(problems);
    sorted.sort(
        Comparator.<Problem>comparingInt(problem -> files.indexOf(problem.position.file()))
            .thenComparingInt(problem -> problem.position.line())
            .thenComparingInt(problem -> problem.position.column()));
    List<String> messages = new ArrayList<>();
    for (Problem problem : sorted) {
      String message = message(problem.position, problem.message);
      if (!messages.contains(message)) {
        messages.add(message);
      }
    }
    return messages;
  }

  /**
   * Throws everything noted so far.
   *
   * @throws FactException if anything was noted
   */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new FactException(messages());
    }
  }

  private static String message(FactPosition where, String message) {
    String path = where.path().isEmpty() ? "" : where.path() + ": ";
    return where.location() + ": " + path + message;
  }
}
