package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The regular files of a tar archive (ustar, GNU) one after another, each a stream of its own.
 * Nothing is unpacked to disk; a name beyond 100 bytes is taken from the ustar prefix or cut.
 */
final class TarEntries {

  private static final int BLOCK_BYTES = 512;
  private static final int SIZE_AT = 124;
  private static final int CHECKSUM_AT = 148;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;

  private final TraceInput input;
  private final InputStream stream;
  private final byte[] header = new byte[BLOCK_BYTES];
  private long left;
  private int padding;
  private String name = "";

  TarEntries(TraceInput input) {
    this.input = input;
    stream = input.asStream(() -> 1);
  }

  /** Whether the bytes at the input's position are an archive. */
  static boolean isTar(TraceInput input) {
    int at = input.position + MAGIC_AT;
    return input.limit - input.position >= BLOCK_BYTES
        && new String(input.buffer, at, 5, StandardCharsets.US_ASCII).equals("ustar");
  }

  /** Moves to the next regular file; false at the end. */
  boolean next() throws IOException {
    while (true) {
      skip(left + padding);
      int read = stream.readNBytes(header, 0, BLOCK_BYTES);
      if (read == 0 || isZero()) {
        return false;
      }
      if (read < BLOCK_BYTES) {
        throw cutOff();
      }
      checkSum();
      left = octal(SIZE_AT, 12);
      padding = (int) (-left & (BLOCK_BYTES - 1));
      String prefix = text(PREFIX_AT, 155);
      name = (prefix.isEmpty() ? "" : prefix + "/") + text(0, 100);
      if (header[TYPE_AT] == '0' || header[TYPE_AT] == 0) {
        return true;
      }
    }
  }

  private boolean isZero() {
    for (byte b : header) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private void checkSum() throws TraceException {
    long sum = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      sum += i >= CHECKSUM_AT && i < CHECKSUM_AT + 8 ? ' ' : header[i] & 0xff;
    }
    if (sum != octal(CHECKSUM_AT, 8)) {
      throw damaged();
    }
  }

  private long octal(int at, int length) throws TraceException {
    long value = 0;
    boolean digits = false;
    for (int i = at; i < at + length; i++) {
      byte b = header[i];
      if (b >= '0' && b <= '7') {
        value = value * 8 + b - '0';
        digits = true;
      } else if (digits || b != ' ') {
        if (digits && (b == 0 || b == ' ')) {
          break;
        }
        throw damaged();
      }
    }
    return value;
  }

  private String text(int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }

  private void skip(long bytes) throws IOException {
    long over = bytes;
    while (over > 0) {
      long skipped = stream.skip(over);
      if (skipped == 0 && stream.read() < 0) {
        throw cutOff();
      }
      over -= Math.max(1, skipped);
    }
  }

  private TraceException cutOff() {
    return input.defect(1, "the archive ends within " + shown() + "; copy the file again");
  }

  private TraceException damaged() {
    return input.defect(1, "the archive is damaged behind " + shown() + "; copy the file again");
  }

  private String shown() {
    return name.isEmpty() ? "its first header" : TraceInput.printable(name, 100);
  }

  /** Path of the current file within the archive. */
  String name() {
    return name;
  }

  /** The current file as an input of its own; closing it leaves the archive open. */
  TraceInput open() throws IOException {
    return TraceInput.of(input.name() + ":" + name, new Content());
  }

  private final class Content extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0) {
        return length == 0 ? 0 : -1;
      }
      int read = stream.read(into, offset, (int) Math.min(length, left));
      if (read < 0) {
        throw cutOff();
      }
      left -= read;
      return read;
    }
  }
}
