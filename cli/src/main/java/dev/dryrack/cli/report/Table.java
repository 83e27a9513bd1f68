package dev.dryrack.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of texts under headings; the first column is left-aligned, the others as told. */
public final class Table {

  private final List<String> headings;
  private final boolean[] right;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Creates a table.
   *
   * @param headings one per column; a heading that begins with {@code >} is of numbers, aligned
   *     right
   */
  public Table(String... headings) {
    List<String> names = new ArrayList<>();
    right = new boolean[headings.length];
    for (int i = 0; i < headings.length; i++) {
      right[i] = headings[i].startsWith(">");
      names.add(right[i] ? headings[i].substring(1) : headings[i]);
    }
    this.headings = List.copyOf(names);
  }

  /** Adds a row of as many texts as there are columns. */
  public Table row(String... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells under " + headings.size() + " headings");
    }
    rows.add(List.of(cells));
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Its rows for programs, by heading. */
  public List<Object> facts() {
    List<Object> facts = new ArrayList<>();
    for (List<String> row : rows) {
      Map<String, Object> fact = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        String name = headings.get(i).isEmpty() ? "row" : headings.get(i);
        fact.put(fact.containsKey(name) ? name + " " + (i + 1) : name, row.get(i).strip());
      }
      facts.add(fact);
    }
    return facts;
  }

  List<String> headings() {
    return headings;
  }

  List<List<String>> rows() {
    return rows;
  }

  boolean isRight(int column) {
    return right[column];
  }

  /** Whether any heading says something. */
  boolean hasHeadings() {
    return headings.stream().anyMatch(heading -> !heading.isEmpty());
  }

  /** Width of each column in characters. */
  int[] widths() {
    int[] widths = new int[headings.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = headings.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }
}
