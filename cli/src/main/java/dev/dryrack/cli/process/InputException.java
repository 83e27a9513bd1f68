package dev.dryrack.cli.process;

/** A file that was named as input and cannot be read or understood; the message names it. */
public final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }
}
