package dev.dryrack.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report as CSV (RFC 4180, lines end with LF): its data table, or else its facts in one row, with
 * a heading for each path such as {@code sim.verdict}.
 */
final class CsvRenderer {

  private CsvRenderer() {}

  static String render(Report report) {
    StringBuilder text = new StringBuilder();
    Table data = report.data();
    if (data != null) {
      line(text, data.headings());
      data.rows().forEach(row -> line(text, row));
      return text.toString();
    }
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", report.facts(), flat);
    line(text, new ArrayList<>(flat.keySet()));
    line(text, new ArrayList<>(flat.values()));
    return text.toString();
  }

  private static void flatten(String path, @Nullable Object value, Map<String, String> flat) {
    if (value instanceof Map<?, ?> map) {
      for (var entry : map.entrySet()) {
        String key = String.valueOf(entry.getKey());
        flatten(path.isEmpty() ? key : path + '.' + key, entry.getValue(), flat);
      }
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        flatten(path + '.' + i, list.get(i), flat);
      }
    } else {
      flat.put(path, value == null ? "" : JsonText.scalar(value));
    }
  }

  private static void line(StringBuilder text, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      text.append(i == 0 ? "" : ",").append(quoted(cells.get(i)));
    }
    text.append('\n');
  }

  private static String quoted(String cell) {
    boolean special = cell.indexOf(',') >= 0 || cell.indexOf('"') >= 0 || cell.indexOf('\n') >= 0;
    return special ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }
}
