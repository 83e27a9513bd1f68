package dev.dryrack.cli.records;

import dev.dryrack.cli.process.OutputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * A file of text that is written number by number, compressed if its name ends in {@code .gz}. It
 * grows under its own name, so that what was written before an interruption stays.
 *
 * <p>Numbers are put into a buffer digit by digit: nothing is allocated, and the bytes are the same
 * on every JVM. A failure to write is an {@link OutputException}. Memory: 64 KiB.
 */
final class TextBuffer implements AutoCloseable {

  private static final int CAPACITY = 1 << 16;

  /** More than the longest number takes: 19 digits, a sign, a point, six decimals. */
  private static final int ROOM = 32;

  private static final long PICOS_PER_NANO = 1_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;
  private static final long MILLIONTHS = 1_000_000;

  private final String name;
  private final OutputStream out;
  private final byte[] buffer = new byte[CAPACITY];
  private int used;

  TextBuffer(Path file) {
    name = file.toString();
    try {
      OutputStream plain = Files.newOutputStream(file);
      out = name.endsWith(".gz") ? new GZIPOutputStream(plain, CAPACITY) : plain;
    } catch (IOException e) {
      throw new OutputException(name, e);
    }
  }

  /** Text in ASCII. */
  TextBuffer text(String text) {
    int length = text.length();
    if (length > CAPACITY - used) {
      flush();
    }
    if (length > CAPACITY) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      write(bytes, bytes.length);
      return this;
    }
    for (int i = 0; i < length; i++) {
      buffer[used++] = (byte) text.charAt(i);
    }
    return this;
  }

  TextBuffer whole(long value) {
    if (ROOM > CAPACITY - used) {
      flush();
    }
    if (value < 0) {
      buffer[used++] = '-';
    }
    digits(value < 0 ? -value : value);
    return this;
  }

  /** Milliseconds with six decimals, rounded down to nanoseconds. */
  TextBuffer millis(long picos) {
    return decimal(picos / PICOS_PER_NANO, NANOS_PER_MILLI);
  }

  /** Microseconds with three decimals, rounded down to nanoseconds. */
  TextBuffer micros(long picos) {
    return decimal(picos / PICOS_PER_NANO, NANOS_PER_MICRO);
  }

  /** A number of 0 or more with six decimals, rounded to the nearest. */
  TextBuffer millionths(double value) {
    return decimal(Math.round(value * MILLIONTHS), MILLIONTHS);
  }

  /** {@code parts / unit}, 0 or more, with as many decimals as the power of ten has zeros. */
  private TextBuffer decimal(long parts, long unit) {
    whole(parts / unit);
    buffer[used++] = '.';
    long fraction = parts % unit;
    for (long digit = unit / 10; digit > 0; digit /= 10) {
      buffer[used++] = (byte) ('0' + fraction / digit % 10);
    }
    return this;
  }

  private void digits(long value) {
    int length = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      length++;
    }
    long rest = value;
    for (int i = used + length - 1; i >= used; i--) {
      buffer[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    used += length;
  }

  private void flush() {
    write(buffer, used);
    used = 0;
  }

  private void write(byte[] bytes, int length) {
    try {
      out.write(bytes, 0, length);
    } catch (IOException e) {
      throw new OutputException(name, e);
    }
  }

  @Override
  public void close() {
    flush();
    try {
      out.close();
    } catch (IOException e) {
      throw new OutputException(name, e);
    }
  }
}
