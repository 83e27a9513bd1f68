package dev.dryrack.workload.trace;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens request traces. The format is found by content: gzip, Zstandard or plain, CSV by the names
 * of its columns, JSON by the keys of its first row. A file's name plays no part, but for the parts
 * of a folder.
 */
public final class TraceFiles {

  private TraceFiles() {}

  /**
   * Opens a trace file, or a folder of a format of several files, as a stream of requests; the
   * caller closes it.
   *
   * @param path the file or folder; {@code -} for standard input
   * @throws TraceException if there is no such file, it cannot be read, or its format is unknown
   */
  public static SessionSource open(Path path, TraceOptions options) throws IOException {
    if (Files.isDirectory(path)) {
      return new TraceSource(path.toString(), TraceFolder.rowsOf(path, options), options);
    }
    return open(TraceInput.open(path), options);
  }

  /**
   * Reads a trace from a stream.
   *
   * @param name what messages call it
   */
  public static SessionSource open(String name, InputStream stream, TraceOptions options)
      throws IOException {
    return open(TraceInput.of(name, stream), options);
  }

  private static SessionSource open(TraceInput input, TraceOptions options) throws IOException {
    try {
      return new TraceSource(input.name(), FormatDetector.rowsOf(input, options), options);
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
  }
}
