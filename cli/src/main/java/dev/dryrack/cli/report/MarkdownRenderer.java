package dev.dryrack.cli.report;

import dev.dryrack.cli.report.Report.Block;
import dev.dryrack.cli.report.Report.Grid;
import dev.dryrack.cli.report.Report.Line;
import java.util.List;

/** A report as Markdown. */
final class MarkdownRenderer {

  private MarkdownRenderer() {}

  static String render(Report report) {
    StringBuilder text = new StringBuilder();
    for (Block block : report.blocks()) {
      if (block instanceof Line line) {
        append(text, line);
      } else if (block instanceof Grid grid) {
        append(text, grid.table());
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Line line) {
    if (line.text().isEmpty()) {
      return;
    }
    String mark =
        switch (line.tone()) {
          case HEADING -> "### " + line.text();
          case GOOD, WARNING, BAD -> "**" + line.text() + "**";
          default -> line.text().strip();
        };
    text.append(mark).append("\n\n");
  }

  private static void append(StringBuilder text, Table table) {
    row(text, table.headings());
    text.append('|');
    for (int i = 0; i < table.headings().size(); i++) {
      text.append(table.isRight(i) ? " ---: |" : " --- |");
    }
    text.append('\n');
    for (List<String> row : table.rows()) {
      row(text, row);
    }
    text.append('\n');
  }

  private static void row(StringBuilder text, List<String> cells) {
    text.append('|');
    for (String cell : cells) {
      text.append(' ').append(cell.replace("|", "\\|")).append(" |");
    }
    text.append('\n');
  }
}
