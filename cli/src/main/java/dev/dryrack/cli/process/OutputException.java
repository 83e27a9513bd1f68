package dev.dryrack.cli.process;

import java.io.IOException;

/**
 * Results that could not be written: a closed pipe, a full disk, a directory without permission.
 */
public final class OutputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public OutputException(String where, IOException cause) {
    super("cannot write to " + where + ": " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
