package dev.dryrack.workload;

import java.io.IOException;

/** A defect in a trace file; the message starts with {@code file:line} and ends with a remedy. */
public final class TraceException extends IOException {

  private static final long serialVersionUID = 1L;

  public TraceException(String message) {
    super(message);
  }

  public TraceException(String message, Throwable cause) {
    super(message, cause);
  }
}
