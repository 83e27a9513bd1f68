package dev.dryrack.cli.process;

/** A mistake in usage or configuration; the message says what is wrong and what to do instead. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
