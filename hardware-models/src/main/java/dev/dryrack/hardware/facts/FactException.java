package dev.dryrack.hardware.facts;

import java.util.List;

/**
 * A file of facts that cannot be used. Each message is one line, {@code file:line:column: path:
 * what is wrong; remedy}, in the order of the places in the file.
 */
public final class FactException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> messages;

  public FactException(List<String> messages) {
    super(String.join(System.lineSeparator(), messages));
    this.messages = List.copyOf(messages);
  }

  /** Every problem found, at least one. */
  public List<String> messages() {
    return messages;
  }
}
