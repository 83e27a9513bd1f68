package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A cursor over the lines of a comma-separated file, split into fields in place: no allocation per
 * line. LF and CRLF end a line, the last one may lack its end, blank lines are skipped. A field may
 * stand in double quotes, which are not part of it; a line end within quotes is a defect.
 */
final class CsvLine {

  private final TraceInput input;
  private long line;
  private int start;
  private int fields;

  /** Field i is [bounds[i], bounds[i + 1] - 1) from the start of the line. */
  private int[] bounds = new int[16];

  CsvLine(TraceInput input) {
    this.input = input;
  }

  /** Moves to the next line that is not blank; false at the end. */
  boolean next() throws IOException {
    while (scan()) {
      if (fields > 1 || end(0) > start(0)) {
        return true;
      }
    }
    return false;
  }

  private boolean scan() throws IOException {
    line++;
    start = input.position;
    fields = 0;
    bounds[0] = 0;
    boolean quoted = false;
    int at = start;
    byte[] bytes = input.buffer;
    int limit = input.limit;
    while (true) {
      if (at == limit) {
        int length = at - start;
        input.position = at;
        boolean more = input.fill(start, line);
        start = input.position - length;
        at = input.position;
        bytes = input.buffer;
        limit = input.limit;
        if (!more) {
          if (length == 0) {
            return false;
          }
          break;
        }
        continue;
      }
      byte b = bytes[at];
      if (b == '\n') {
        break;
      }
      if (b == ',' && !quoted) {
        closeField(at + 1);
      } else if (b == '"') {
        quoted = !quoted;
      }
      at++;
    }
    input.position = Math.min(at + 1, input.limit);
    if (quoted) {
      throw input.defect(line, "a double quote is not closed on its line; close or remove it");
    }
    int lineEnd = at > start && bytes[at - 1] == '\r' ? at - 1 : at;
    closeField(lineEnd + 1);
    return true;
  }

  private void closeField(int nextStart) {
    if (fields + 2 > bounds.length) {
      bounds = Arrays.copyOf(bounds, bounds.length * 2);
    }
    bounds[++fields] = nextStart - start;
  }

  long line() {
    return line;
  }

  int fields() {
    return fields;
  }

  byte[] bytes() {
    return input.buffer;
  }

  /** First byte of a field, past blanks and an opening quote. */
  int start(int field) {
    int at = start + bounds[field];
    int end = start + bounds[field + 1] - 1;
    byte[] bytes = input.buffer;
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at < end && bytes[at] == '"' ? at + 1 : at;
  }

  /** One past the last byte of a field, before a closing quote and blanks. */
  int end(int field) {
    int from = start(field);
    int at = start + bounds[field + 1] - 1;
    byte[] bytes = input.buffer;
    while (at > from && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t')) {
      at--;
    }
    return at > from && bytes[at - 1] == '"' ? at - 1 : at;
  }

  /** A field as text. Allocates. */
  String text(int field) {
    int from = start(field);
    return new String(input.buffer, from, end(field) - from, StandardCharsets.UTF_8);
  }

  TraceException defect(String message) {
    return input.defect(line, message);
  }
}
