package dev.dryrack.cli.records;

import dev.dryrack.cli.process.UsageException;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of rows, in the form that its name asks for: CSV with headings for {@code .csv}, an object
 * a line for {@code .jsonl}, either compressed with {@code .gz} behind it.
 *
 * <p>A row is written value by value in the order of the columns. What is not there is empty in CSV
 * and null in JSON. Constant memory; allocates nothing per row.
 */
final class RowFile implements AutoCloseable {

  private static final List<String> FORMS = List.of(".csv", ".jsonl");

  private final TextBuffer out;

  /** What stands before the value of each column. */
  private final String[] before;

  private final boolean json;
  private final String afterRow;
  private int column;

  RowFile(Path file, List<String> columns) {
    json = !isCsv(file.toString());
    out = new TextBuffer(file);
    before = new String[columns.size()];
    for (int i = 0; i < before.length; i++) {
      before[i] = json ? (i == 0 ? "{\"" : ",\"") + columns.get(i) + "\":" : i == 0 ? "" : ",";
    }
    afterRow = json ? "}\n" : "\n";
    if (!json) {
      out.text(String.join(",", columns)).text("\n");
    }
  }

  /**
   * Refuses a name that does not say which form the rows are to have.
   *
   * @throws UsageException if so
   */
  static void checkName(String option, String file) {
    String plain = plain(file);
    if (FORMS.stream().noneMatch(plain::endsWith)) {
      throw new UsageException(
          option + " " + file + ": name it .csv or .jsonl, with .gz behind it to compress");
    }
  }

  private static boolean isCsv(String file) {
    return plain(file).endsWith(".csv");
  }

  private static String plain(String file) {
    return file.endsWith(".gz") ? file.substring(0, file.length() - 3) : file;
  }

  void whole(long value) {
    next().whole(value);
  }

  /** Milliseconds with nanoseconds as decimals; nothing for a negative time: it was never. */
  void millis(long picos) {
    if (picos < 0) {
      none();
    } else {
      next().millis(picos);
    }
  }

  /** A number of 0 or more, to six decimals. */
  void number(double value) {
    next().millionths(value);
  }

  /** A word without quotes, commas or line ends. */
  void word(String value) {
    TextBuffer text = next();
    if (json) {
      text.text("\"").text(value).text("\"");
    } else {
      text.text(value);
    }
  }

  void none() {
    TextBuffer text = next();
    if (json) {
      text.text("null");
    }
  }

  void endRow() {
    if (column != before.length) {
      throw new IllegalStateException("a row of " + column + " values for " + before.length);
    }
    column = 0;
    out.text(afterRow);
  }

  private TextBuffer next() {
    return out.text(before[column++]);
  }

  @Override
  public void close() {
    out.close();
  }
}
