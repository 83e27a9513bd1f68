package dev.dryrack.cli.process;

import java.util.List;

/** A file that was named as input and cannot be read or understood. */
public final class InputException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> messages;

  /**
   * Tells what is wrong.
   *
   * @param messages lines that begin with the file's name, and the place in it
   */
  public InputException(List<String> messages) {
    super(String.join("\n", messages));
    this.messages = List.copyOf(messages);
  }

  /** All lines, at least one. */
  public List<String> messages() {
    return messages;
  }
}
