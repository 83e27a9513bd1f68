package dev.dryrack.cli.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * A buffered writer of UTF-8 text that never loses a failure: what {@link java.io.PrintStream}
 * swallows, it throws as an {@link OutputException}.
 */
public final class ResultWriter extends Writer {

  private final String name;
  private final Writer target;

  /**
   * Creates a writer.
   *
   * @param name what the messages call it, such as {@code standard output}
   * @param stream where the bytes go
   */
  public ResultWriter(String name, OutputStream stream) {
    this.name = name;
    this.target = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
  }

  @Override
  public void write(char[] buffer, int offset, int length) {
    try {
      target.write(buffer, offset, length);
    } catch (IOException e) {
      throw new OutputException(name, e);
    }
  }

  @Override
  public void write(String text) {
    try {
      target.write(text);
    } catch (IOException e) {
      throw new OutputException(name, e);
    }
  }

  /** Writes a line. */
  public void line(String text) {
    write(text);
    write("\n");
  }

  @Override
  public void flush() {
    try {
      target.flush();
    } catch (IOException e) {
      throw new OutputException(name, e);
    }
  }

  @Override
  public void close() {
    try {
      target.close();
    } catch (IOException e) {
      throw new OutputException(name, e);
    }
  }
}
