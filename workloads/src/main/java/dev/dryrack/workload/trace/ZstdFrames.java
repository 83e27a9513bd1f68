package dev.dryrack.workload.trace;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * The frames of a Zstandard file as one stream. Failures have the types that a damaged gzip stream
 * has: {@link EOFException} where the file is cut off, {@link ZipException} where it is damaged.
 *
 * <p>The window of a frame may be up to 8 MiB, as all levels of {@code zstd} below {@code --ultra}
 * write it. Dictionaries and skippable frames are refused.
 */
final class ZstdFrames extends InputStream {

  private final InputStream raw;
  private final ZstdInputStream frames;

  ZstdFrames(InputStream raw) {
    this.raw = raw;
    frames = new ZstdInputStream(raw);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      return frames.read(into, offset, length);
    } catch (RuntimeException e) {
      throw damaged(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      // The library says so where its input ends within a frame.
      if (String.valueOf(e.getMessage()).contains("Not enough input")) {
        throw (EOFException) new EOFException("within a frame").initCause(e);
      }
      throw e;
    }
  }

  private static ZipException damaged(String message, Exception cause) {
    String text = message.toLowerCase(Locale.ROOT).replace(": offset=", ", offset ");
    ZipException e = new ZipException(text);
    e.initCause(cause);
    return e;
  }

  @Override
  public void close() throws IOException {
    raw.close();
  }
}
