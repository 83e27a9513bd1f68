package dev.dryrack.serving.validation;

/** A row that is not predicted; the message is the reason, in a form that groups equal reasons. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Refusal(String reason) {
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
