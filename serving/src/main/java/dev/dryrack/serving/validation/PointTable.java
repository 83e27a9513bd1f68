package dev.dryrack.serving.validation;

import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.hardware.facts.Suggestion;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A table of measurements in CSV with a header, perhaps compressed with gzip, read as a whole.
 *
 * <p>Fields may stand in double quotes, a quote in them doubled. Blank lines and lines that begin
 * with {@code #} are skipped. A line with too few or too many fields, or a number that is none, is
 * refused with file, line, field and value ({@link FactException}).
 */
final class PointTable {

  /** One line, its fields by column. */
  static final class Row {
    private final PointTable table;
    private final int line;
    private final String[] fields;

    private Row(PointTable table, int line, String[] fields) {
      this.table = table;
      this.line = line;
      this.fields = fields;
    }

    /** Such as {@code points.csv:17}. */
    String place() {
      return table.name + ":" + line;
    }

    /** A field; empty if the table has no such column. */
    String text(String column) {
      Integer index = table.columns.get(column);
      return index == null ? "" : fields[index];
    }

    /** A number; {@code missing} if the field is empty or the column absent. */
    double number(String column, double missing) {
      String text = text(column);
      if (text.isEmpty()) {
        return missing;
      }
      try {
        double value = Double.parseDouble(text);
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        // told below, as what is not finite is
      }
      throw defect(place(), column + " = '" + text + "' is not a number; correct or empty it");
    }

    /** A whole number, 0 if missing. */
    int whole(String column) {
      double value = number(column, 0);
      if (value != Math.rint(value) || Math.abs(value) > 1e9) {
        throw defect(place(), column + " = '" + text(column) + "' is not a whole number");
      }
      return (int) value;
    }
  }

  private final String name;
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  private PointTable(String name) {
    this.name = name;
  }

  /**
   * Reads a file, decompressed if it begins as gzip does.
   *
   * @param required columns that it must have
   */
  static PointTable read(Path file, String... required) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(String.valueOf(file), in, required);
    } catch (NoSuchFileException e) {
      throw new FactException(List.of(file + ": there is no such file"));
    } catch (IOException e) {
      throw new FactException(List.of(file + ": cannot be read: " + e.getMessage()));
    }
  }

  /** The table of a text. */
  static PointTable of(String name, String csv, String... required) {
    try {
      return read(name, new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), required);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a resource beside this class. */
  static PointTable resource(String resource) {
    try (InputStream in = PointTable.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is missing from the jar");
      }
      return read(resource, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PointTable read(String name, InputStream in, String... required)
      throws IOException {
    InputStream plain = new java.io.PushbackInputStream(in, 2);
    byte[] magic = plain.readNBytes(2);
    ((java.io.PushbackInputStream) plain).unread(magic);
    boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
    PointTable table = new PointTable(name);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                gzip ? new GZIPInputStream(plain) : plain, StandardCharsets.UTF_8))) {
      table.fill(reader, required);
    }
    return table;
  }

  private void fill(BufferedReader reader, String... required) throws IOException {
    int line = 0;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      line++;
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      String[] fields = split(text, line);
      if (columns.isEmpty()) {
        header(fields, line, required);
      } else if (fields.length != columns.size()) {
        throw defect(
            name + ":" + line,
            "has " + fields.length + " fields under " + columns.size() + " columns");
      } else {
        rows.add(new Row(this, line, fields));
      }
    }
    if (columns.isEmpty()) {
      throw defect(name, "is empty; the first line names the columns");
    }
  }

  private void header(String[] fields, int line, String... required) {
    for (int i = 0; i < fields.length; i++) {
      if (columns.put(fields[i], i) != null) {
        throw defect(name + ":" + line, "names column '" + fields[i] + "' twice");
      }
    }
    for (String column : required) {
      if (!columns.containsKey(column)) {
        String hint =
            Suggestion.closest(column, columns.keySet())
                .map(near -> "; '" + near + "' is near")
                .orElse("");
        throw defect(name + ":" + line, "lacks the column '" + column + "'" + hint);
      }
    }
  }

  private String[] split(String text, int line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw defect(name + ":" + line, "a double quote is not closed on its line");
    }
    fields.add(field.toString().strip());
    return fields.toArray(new String[0]);
  }

  List<Row> rows() {
    return rows;
  }

  private static FactException defect(String place, String message) {
    return new FactException(List.of(place + ": " + message));
  }
}
