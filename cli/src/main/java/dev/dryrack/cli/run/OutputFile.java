package dev.dryrack.cli.run;

import dev.dryrack.cli.process.OutputException;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file that appears under its name only when it is whole: it is written beside it first. What
 * cannot be written is an {@link OutputException}, so that it is never taken for a defect of the
 * input.
 */
public final class OutputFile implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final String name;
  private final OutputStream stream;
  private final @Nullable Path part;
  private final @Nullable Path target;
  private boolean closed;

  private OutputFile(String name, OutputStream stream, @Nullable Path part, @Nullable Path target) {
    this.name = name;
    this.stream = new Checked(name, stream);
    this.part = part;
    this.target = target;
  }

  /** Begins a file, compressed if its name ends in {@code .gz}. */
  public static OutputFile create(Path target, String name) {
    boolean special = Files.exists(target) && !Files.isRegularFile(target);
    Path part = special ? target : target.resolveSibling(target.getFileName() + ".part");
    try {
      OutputStream plain = Files.newOutputStream(part);
      OutputStream stream =
          name.endsWith(".gz")
              ? new GZIPOutputStream(plain, BUFFER)
              : new BufferedOutputStream(plain, BUFFER);
      return new OutputFile(name, stream, special ? null : part, special ? null : target);
    } catch (IOException e) {
      throw new OutputException(name, e);
    }
  }

  /** Standard output, which stays open. */
  public static OutputFile standardOutput(OutputStream out) {
    return new OutputFile("standard output", new Kept(out), null, null);
  }

  /** Takes the bytes. */
  public OutputStream stream() {
    return stream;
  }

  /** Ends the file and gives it its name. */
  public void finish() {
    closed = true;
    try {
      stream.close();
      if (part != null && target != null) {
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new OutputException(name, e);
    }
  }

  /** Gives up what is not finished. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stream.close();
    } catch (IOException | OutputException e) {
      // The failure that led here is told already; the part is removed below.
    }
    if (part != null) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException e) {
        throw new OutputException(part.toString(), e);
      }
    }
  }

  /** Turns every failure into one of writing. */
  private static final class Checked extends OutputStream {
    private final String name;
    private final OutputStream to;

    Checked(String name, OutputStream to) {
      this.name = name;
      this.to = to;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        to.write(bytes, offset, length);
      } catch (IOException e) {
        throw new OutputException(name, e);
      }
    }

    @Override
    public void flush() {
      try {
        to.flush();
      } catch (IOException e) {
        throw new OutputException(name, e);
      }
    }

    @Override
    public void close() {
      try {
        to.close();
      } catch (IOException e) {
        throw new OutputException(name, e);
      }
    }
  }

  /** Is flushed where it would be closed. */
  private static final class Kept extends FilterOutputStream {

    Kept(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
