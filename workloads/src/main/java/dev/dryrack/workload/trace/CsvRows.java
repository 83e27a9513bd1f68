package dev.dryrack.workload.trace;

import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a comma-separated trace; columns are found by name. Allocates nothing per row, but for
 * the names of sessions where there are any; these are grouped, and arrive at their times. Lengths
 * must be whole numbers ({@code 374} or {@code 374.0}); times are read exactly.
 */
final class CsvRows extends TraceRows {

  private static final String TOKENS = "tokens";

  private final TraceInput input;
  private final CsvLine csv;
  private final CsvLayout layout;
  private final Decimals decimals = new Decimals();
  private final Timestamps timestamps = new Timestamps();
  private final long headerLine;
  private final int columns;
  private final int timeColumn;
  private final int inputColumn;
  private final int outputColumn;
  private final int sessionColumn;
  private final int totalColumn;
  private final int imageColumn;
  private final List<String> unknownColumns = new ArrayList<>();
  private final SessionBook book = new SessionBook();

  /** Reads the header, which must stand at the input's position. */
  CsvRows(TraceInput input, CsvLayout layout) throws IOException {
    this.input = input;
    this.layout = layout;
    this.csv = new CsvLine(input);
    if (!csv.next()) {
      throw input.defect(
          1, "the file is empty; a trace begins with the header " + layout.columns());
    }
    headerLine = csv.line();
    columns = csv.fields();
    timeColumn = layout.timeColumn.isEmpty() ? -1 : column(layout.timeColumn);
    inputColumn = column(layout.inputColumn);
    outputColumn = column(layout.outputColumn);
    sessionColumn = optionalColumn(layout.sessionColumn);
    totalColumn = optionalColumn(layout.totalColumn());
    imageColumn = optionalColumn(layout.imageColumn());
    for (int i = 0; i < columns; i++) {
      if (!layout.knows(csv.text(i))) {
        unknownColumns.add(csv.text(i).isEmpty() ? "(column " + (i + 1) + ")" : csv.text(i));
      }
    }
  }

  private int column(String name) throws TraceException {
    int found = optionalColumn(name);
    if (found < 0) {
      throw csv.defect(
          "column '"
              + name
              + "' is missing; columns of the format "
              + layout.title
              + ": "
              + layout.columns());
    }
    return found;
  }

  private int optionalColumn(String name) throws TraceException {
    int found = -1;
    for (int i = 0; i < columns && !name.isEmpty(); i++) {
      if (csv.text(i).equals(name)) {
        if (found >= 0) {
          throw csv.defect(
              "column '" + name + "' stands twice in the header; remove or rename one");
        }
        found = i;
      }
    }
    return found;
  }

  @Override
  boolean next() throws IOException {
    if (!csv.next()) {
      if (line == 0) {
        throw input.defect(
            headerLine, "no row stands behind the header; copy the file again, or leave it out");
      }
      return false;
    }
    line = csv.line();
    if (csv.fields() != columns) {
      throw csv.defect(
          "the row has "
              + csv.fields()
              + " fields, the header "
              + columns
              + "; repair or remove the row '"
              + TraceInput.printable(csv.text(0), 40)
              + ",...'");
    }
    readTime();
    inputTokens = readWhole(inputColumn, layout.inputColumn, TOKENS);
    outputTokens = readWhole(outputColumn, layout.outputColumn, TOKENS);
    if (totalColumn >= 0) {
      checkTotal();
    }
    if (imageColumn >= 0 && readWhole(imageColumn, layout.imageColumn(), "images") < 0) {
      throw defect(
          imageColumn,
          layout.imageColumn(),
          "is a negative number of images; repair or remove the row, 0 is for none");
    }
    for (int i = 0; i < unknownColumns.size(); i++) {
      unknown.note(unknownColumns.get(i));
    }
    session = -1;
    turn = 0;
    if (sessionColumn >= 0 && csv.end(sessionColumn) > csv.start(sessionColumn)) {
      book.enter(this, book.number(csv.text(sessionColumn)), -1);
    }
    return true;
  }

  private void readTime() throws TraceException {
    if (timeColumn < 0) {
      remarks = RowTally.UNTIMED;
      return;
    }
    int start = csv.start(timeColumn);
    int end = csv.end(timeColumn);
    if (layout.timeUnit == CsvLayout.CALENDAR) {
      if (!timestamps.parse(csv.bytes(), start, end)) {
        throw defect(
            timeColumn,
            layout.timeColumn,
            "is not a time; expected yyyy-MM-dd HH:mm:ss with fraction and zone or without");
      }
      seconds = timestamps.seconds();
      picos = timestamps.picos();
      return;
    }
    if (!decimals.parse(csv.bytes(), start, end)) {
      throw defect(timeColumn, layout.timeColumn, "is not a number; repair or remove the row");
    }
    if (!decimals.toTime(layout.timeUnit)) {
      throw defect(timeColumn, layout.timeColumn, "is too large for a time; repair the row");
    }
    if (decimals.seconds() < 0) {
      throw defect(timeColumn, layout.timeColumn, "is a time before 0; repair or remove the row");
    }
    seconds = decimals.seconds();
    picos = decimals.picos();
  }

  private void checkTotal() throws TraceException {
    String name = layout.totalColumn();
    long sum = (long) inputTokens + outputTokens;
    if (readWhole(totalColumn, name, TOKENS) != sum) {
      throw defect(
          totalColumn,
          name,
          "is not the sum "
              + sum
              + " of "
              + layout.inputColumn
              + " and "
              + layout.outputColumn
              + "; repair or remove the row, or take the column out");
    }
  }

  /** Reads a whole number of what is named. */
  private int readWhole(int column, String name, String what) throws TraceException {
    int start = csv.start(column);
    int end = csv.end(column);
    byte[] bytes = csv.bytes();
    if (end > start && end - start <= 9) {
      int value = 0;
      int at = start;
      while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
        value = value * 10 + bytes[at++] - '0';
      }
      if (at == end) {
        return value;
      }
    }
    if (start == end) {
      throw defect(column, name, "is empty; give a number of " + what + " or remove the row");
    }
    if (!decimals.parse(bytes, start, end)) {
      throw defect(column, name, "is not a number of " + what + "; repair or remove the row");
    }
    if (decimals.isHuge()) {
      throw defect(column, name, "is more " + what + " than 2147483647; repair or remove the row");
    }
    if (!decimals.isWhole()) {
      throw defect(column, name, "is not a whole number of " + what + "; repair or remove the row");
    }
    long value = decimals.wholeValue();
    if (value != (int) value) {
      throw defect(column, name, "is more " + what + " than 2147483647; repair or remove the row");
    }
    return (int) value;
  }

  private TraceException defect(int column, String name, String message) {
    return input.defect(csv.line(), name, csv.text(column), message);
  }

  @Override
  TraceException defect(long row, String field, String value, String message) {
    return input.defect(row, field, value, message);
  }

  @Override
  String timeField() {
    return layout.timeColumn;
  }

  @Override
  boolean mayMatter(ReadingChoice choice) {
    return choice == ReadingChoice.SPEED && timeColumn >= 0;
  }

  @Override
  String inputField() {
    return layout.inputColumn;
  }

  @Override
  String outputField() {
    return layout.outputColumn;
  }

  @Override
  String format() {
    return layout.title;
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
