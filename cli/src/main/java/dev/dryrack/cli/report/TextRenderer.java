package dev.dryrack.cli.report;

import dev.dryrack.cli.report.Report.Block;
import dev.dryrack.cli.report.Report.Grid;
import dev.dryrack.cli.report.Report.Line;
import dev.dryrack.cli.report.Report.Tone;
import java.util.ArrayList;
import java.util.List;

/**
 * A report as text of at most 80 columns, as far as the cells of a table let it be. In a table that
 * is wider, what a row is about stands in a line of its own above its figures.
 */
final class TextRenderer {

  private static final int WIDTH = 80;
  private static final int LEAST_TEXT = 24;
  private static final String INDENT = "  ";

  private final Ink ink;

  TextRenderer(Ink ink) {
    this.ink = ink;
  }

  String render(Report report) {
    StringBuilder text = new StringBuilder();
    for (Block block : report.blocks()) {
      if (block instanceof Line line) {
        for (String part : wrap(line.text())) {
          text.append(ink.apply(line.tone(), part)).append('\n');
        }
      } else if (block instanceof Grid grid) {
        append(text, grid.table());
      }
    }
    return text.toString();
  }

  private void append(StringBuilder text, Table table) {
    int[] widths = table.widths();
    int from = isTooWide(table, widths) ? subjects(table) : 0;
    if (table.hasHeadings()) {
      for (String line : lines(table.headings(), table, widths, from)) {
        text.append(ink.apply(Tone.NOTE, line)).append('\n');
      }
    }
    for (List<String> row : table.rows()) {
      for (String line : lines(row, table, widths, from)) {
        text.append(line).append('\n');
      }
    }
  }

  private static boolean isTooWide(Table table, int[] widths) {
    int last = widths.length - 1;
    int width = table.isRight(last) ? widths[last] : Math.min(widths[last], LEAST_TEXT);
    for (int i = 0; i < last; i++) {
      width += widths[i] + INDENT.length();
    }
    return INDENT.length() + width > WIDTH;
  }

  /** Columns of text before the first column of figures; none if there are no figures. */
  private static int subjects(Table table) {
    for (int i = 0; i < table.headings().size(); i++) {
      if (table.isRight(i)) {
        return i;
      }
    }
    return 0;
  }

  /** One row; its first columns, up to {@code from}, in lines of their own. */
  private static List<String> lines(List<String> cells, Table table, int[] widths, int from) {
    List<String> lines = new ArrayList<>();
    if (from > 0) {
      List<String> subjects = new ArrayList<>(cells.subList(0, from));
      subjects.removeIf(String::isEmpty);
      lines.addAll(wrap(INDENT + String.join(", ", subjects)));
    }
    lines.add(row(cells, table, widths, from));
    return lines;
  }

  /** One row; a text that is too long in the last column goes on below its beginning. */
  private static String row(List<String> cells, Table table, int[] widths, int from) {
    StringBuilder line = new StringBuilder(INDENT);
    int last = cells.size() - 1;
    for (int i = from; i < last; i++) {
      pad(line, cells.get(i), widths[i], table.isRight(i));
      line.append(INDENT);
    }
    if (table.isRight(last)) {
      pad(line, cells.get(last), widths[last], true);
      return line.toString();
    }
    int start = line.length();
    List<String> parts = wrap(cells.get(last), Math.max(LEAST_TEXT, WIDTH - start));
    for (int i = 0; i < parts.size(); i++) {
      line.append(i == 0 ? "" : "\n" + " ".repeat(start)).append(parts.get(i));
    }
    return line.toString().stripTrailing();
  }

  private static void pad(StringBuilder line, String cell, int width, boolean right) {
    String space = " ".repeat(Math.max(0, width - cell.length()));
    line.append(right ? space + cell : cell + space);
  }

  private static List<String> wrap(String text) {
    return wrap(text, WIDTH);
  }

  /**
   * Breaks a text at spaces, but not before a %, and a longer word, such as a path, after a slash
   * if it has one; what is indented stays indented.
   */
  static List<String> wrap(String text, int width) {
    if (text.length() <= width) {
      return List.of(text);
    }
    String indent = " ".repeat(text.length() - text.stripLeading().length());
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.stripLeading().split(" (?!%)", -1)) {
      boolean first = line.length() == indent.length();
      if (!first && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line = new StringBuilder(indent);
        first = true;
      }
      String rest = word;
      while (indent.length() + rest.length() > width) {
        int end = breakWithin(rest, width - indent.length());
        lines.add(line + rest.substring(0, end));
        line = new StringBuilder(indent);
        rest = rest.substring(end);
      }
      line.append(first ? "" : " ").append(rest);
    }
    lines.add(line.toString());
    return lines;
  }

  private static int breakWithin(String word, int room) {
    int slash = word.lastIndexOf('/', room - 1);
    return slash > 0 ? slash + 1 : room;
  }
}
