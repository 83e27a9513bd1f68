package dev.dryrack.cli.process;

import dev.dryrack.hardware.facts.FactPosition;
import org.jspecify.annotations.Nullable;

/** A mistake in usage or configuration; the message says what is wrong and what to do instead. */
public final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable FactPosition place;
  private final String reason;

  public UsageException(String message) {
    super(message);
    this.place = null;
    this.reason = message;
  }

  /** A mistake in what was written at a place: {@code scenario.yaml:3:5} or {@code --tp}. */
  public UsageException(FactPosition place, String reason) {
    super(place.location() + ": " + (place.path().isEmpty() ? "" : place.path() + ": ") + reason);
    this.place = place;
    this.reason = reason;
  }

  /** Where the mistake was written; null if it is that something was not written. */
  public @Nullable FactPosition place() {
    return place;
  }

  /** The message without its place. */
  public String reason() {
    return reason;
  }
}
