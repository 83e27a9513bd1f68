package dev.dryrack.benchmarks.trace;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a trace, made while they are read: as many rows as asked for in constant memory. The
 * rows are deterministic and of the usual widths.
 */
final class GeneratedTrace extends InputStream {

  /** What the rows look like. */
  enum Form {
    /** Azure 2024's, five requests a second, lengths of three and two digits. */
    AZURE,
    /** Mooncake's, 24 block ids a row, half of them shared with the row before. */
    MOONCAKE
  }

  private final Form form;
  private final long rows;
  private final StringBuilder text = new StringBuilder();
  private byte[] chunk;
  private int at;
  private long row;

  GeneratedTrace(Form form, long rows) {
    this.form = form;
    this.rows = rows;
    chunk =
        form == Form.AZURE
            ? "TIMESTAMP,ContextTokens,GeneratedTokens\n".getBytes(StandardCharsets.US_ASCII)
            : new byte[0];
  }

  private boolean fill() {
    if (row == rows) {
      return false;
    }
    text.setLength(0);
    for (int i = 0; i < 1_000 && row < rows; i++, row++) {
      if (form == Form.AZURE) {
        azure();
      } else {
        mooncake();
      }
    }
    chunk = text.toString().getBytes(StandardCharsets.US_ASCII);
    at = 0;
    return true;
  }

  private void azure() {
    long second = row / 73; // 44 million rows are a week
    text.append("2024-05-").append(10 + second / 86_400).append(' ');
    two(second / 3_600 % 24).append(':');
    two(second / 60 % 60).append(':');
    two(second % 60).append('.');
    long micros = row % 73 * 13_698;
    int start = text.length();
    text.append(1_000_000 + micros).deleteCharAt(start).append("+00:00,");
    text.append(100 + row * 31 % 900).append(',').append(10 + row * 17 % 90).append('\n');
  }

  private StringBuilder two(long value) {
    return value < 10 ? text.append('0').append(value) : text.append(value);
  }

  private void mooncake() {
    text.append("{\"timestamp\": ").append(row * 300).append(", \"input_length\": ");
    text.append(24 * 512 - row % 500).append(", \"output_length\": ").append(1 + row * 37 % 700);
    text.append(", \"hash_ids\": [");
    for (int i = 0; i < 24; i++) {
      long id = i < 12 ? row / 8 * 100 + i : row * 100 + 50 + i;
      text.append(i == 0 ? "" : ", ").append(id);
    }
    text.append("]}\n");
  }

  @Override
  public int read() {
    return at < chunk.length || fill() ? chunk[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (at == chunk.length && !fill()) {
      return -1;
    }
    int count = Math.min(length, chunk.length - at);
    System.arraycopy(chunk, at, into, offset, count);
    at += count;
    return count;
  }
}
