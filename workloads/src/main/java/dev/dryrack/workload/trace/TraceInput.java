package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * The uncompressed bytes of a trace, with its name for messages. Gzip and Zstandard are found by
 * their magic numbers, not by the name. The buffer is fixed: 64 KiB, grown once to what {@link
 * #fill} is asked to keep.
 */
final class TraceInput implements Closeable {

  private static final int BUFFER_BYTES = 1 << 16;

  /** Longest stretch that {@link #fill} keeps: a longer line is a defect. */
  static final int MAX_LINE_BYTES = 1 << 20;

  private final String name;
  private final InputStream stream;
  private final Packing packing;
  private boolean ended;

  /** How the bytes are compressed; messages name it. */
  private enum Packing {
    NONE,
    GZIP,
    ZSTD;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  byte[] buffer = new byte[BUFFER_BYTES];
  int position;
  int limit;

  /** Bytes that the stream of {@link #asStream} has given, and may give. */
  private long streamed;

  private long mostStreamed = Long.MAX_VALUE;
  private long streamLimit = Long.MAX_VALUE;

  private TraceInput(String name, InputStream stream, Packing packing) {
    this.name = name;
    this.stream = stream;
    this.packing = packing;
  }

  /** Opens a file; {@code -} is standard input. */
  static TraceInput open(Path path) throws IOException {
    if (path.toString().equals("-")) {
      return of("<stdin>", new BufferedInputStream(System.in, BUFFER_BYTES));
    }
    String name = path.toString();
    InputStream file;
    try {
      file = Files.newInputStream(path);
    } catch (NoSuchFileException e) {
      throw new TraceException(name + ": no such file; check the path of the trace", e);
    } catch (AccessDeniedException e) {
      throw new TraceException(name + ": may not be read; check its permissions", e);
    } catch (IOException e) {
      throw new TraceException(name + ": cannot be opened: " + e.getMessage(), e);
    }
    return of(name, file);
  }

  /** Takes over a stream. */
  static TraceInput of(String name, InputStream raw) throws IOException {
    try {
      PushbackInputStream peekable = new PushbackInputStream(raw, 4);
      byte[] magic = new byte[4];
      int seen = peekable.readNBytes(magic, 0, 4);
      peekable.unread(magic, 0, seen);
      if (seen >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
        InputStream unzipped = new GzipMembers(peekable, BUFFER_BYTES);
        return new TraceInput(name, unzipped, Packing.GZIP);
      }
      if (seen == 4 && magic[0] == 0x28 && (magic[1] & 0xff) == 0xb5 && magic[2] == 0x2f) {
        return new TraceInput(name, new ZstdFrames(peekable), Packing.ZSTD);
      }
      return new TraceInput(name, peekable, Packing.NONE);
    } catch (EOFException e) {
      raw.close();
      throw new TraceException(
          name + ": the gzip stream ends within its header; copy the file again", e);
    } catch (IOException e) {
      raw.close();
      throw e instanceof TraceException
          ? e
          : new TraceException(name + ": cannot be read: " + e.getMessage(), e);
    }
  }

  String name() {
    return name;
  }

  /**
   * Reads more bytes behind {@code limit}, moving the bytes from {@code keepFrom} on to the front;
   * {@code position} moves with them.
   *
   * @param line for messages
   * @return false at the end of the input
   */
  boolean fill(int keepFrom, long line) throws IOException {
    if (ended) {
      return false;
    }
    int kept = limit - keepFrom;
    if (keepFrom > 0) {
      System.arraycopy(buffer, keepFrom, buffer, 0, kept);
    } else if (limit == buffer.length) {
      if (buffer.length >= MAX_LINE_BYTES) {
        throw defect(
            line,
            "the line is longer than "
                + MAX_LINE_BYTES
                + " bytes; this is not a row of a trace, or a line end is missing");
      }
      buffer = Arrays.copyOf(buffer, Math.min(MAX_LINE_BYTES, buffer.length * 4));
    }
    position -= keepFrom;
    limit = kept;
    int read = read(buffer, limit, buffer.length - limit, line);
    if (read <= 0) {
      ended = true;
      return false;
    }
    limit += read;
    return true;
  }

  /** Reads as much as one buffer holds without consuming it. */
  void peek() throws IOException {
    while (limit < BUFFER_BYTES && fill(0, 1)) {
      // until the first buffer is full or the input ends
    }
  }

  /** True if the input ends with the bytes now in the buffer. */
  boolean ended() {
    return ended;
  }

  private int read(byte[] into, int offset, int length, long line) throws IOException {
    try {
      return stream.read(into, offset, length);
    } catch (TraceException e) {
      throw e;
    } catch (EOFException e) {
      throw new TraceException(
          at(line)
              + "the "
              + packing.id()
              + " stream ends here, before its end mark: the file is cut off; copy it again",
          e);
    } catch (ZipException e) {
      throw new TraceException(
          at(line)
              + "the "
              + packing.id()
              + " stream is damaged here ("
              + e.getMessage()
              + "); copy it again",
          e);
    } catch (IOException e) {
      throw new TraceException(at(line) + "cannot be read on: " + e.getMessage(), e);
    }
  }

  private String at(long line) {
    return name + ":" + line + ": ";
  }

  /** A defect of a line. */
  TraceException defect(long line, String message) {
    return new TraceException(at(line) + message);
  }

  /** A defect of a field of a line. */
  TraceException defect(long line, String field, String value, String message) {
    return defect(name, line, field, value, message);
  }

  /** A defect of a field of a line of some file. */
  static TraceException defect(String file, long line, String field, String value, String message) {
    return new TraceException(
        file + ":" + line + ": " + field + " '" + printable(value, 60) + "' " + message);
  }

  /** The text with unprintable characters replaced and cut to a length. */
  static String printable(String text, int length) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length() && i < length; i++) {
      char c = text.charAt(i);
      shown.append(c >= ' ' && c != 0x7f && c != 0xfffd ? c : '?');
    }
    return text.length() > length ? shown + "..." : shown.toString();
  }

  /** Lets the stream give so many bytes more before it refuses to go on. */
  void limitStream(long bytes) {
    streamLimit = bytes;
    mostStreamed = streamed + bytes;
  }

  private String tooLong() {
    return "the row goes on for more than "
        + (streamLimit >> 20)
        + " MiB; this is no row of a trace: take out what is not its lengths, times and blocks, or"
        + " remove it";
  }

  /** The bytes from {@code position} on as a stream; read errors name the line of {@code lines}. */
  InputStream asStream(LineCounter lines) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (position == limit && !fill(limit, lines.line())) {
          return -1;
        }
        if (streamed > mostStreamed) {
          throw defect(lines.line(), tooLong());
        }
        int count = Math.min(length, limit - position);
        streamed += count;
        System.arraycopy(buffer, position, into, offset, count);
        position += count;
        return count;
      }
    };
  }

  /** Says on which line a reader is. */
  interface LineCounter {
    long line();
  }

  @Override
  public String toString() {
    return packing == Packing.NONE ? name : name + " (" + packing.id() + ")";
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
