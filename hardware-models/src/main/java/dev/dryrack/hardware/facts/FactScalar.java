package dev.dryrack.hardware.facts;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A single value: text, number, true or false, or null, told apart as YAML 1.2's core schema does.
 *
 * <p>Numbers may have underscores between digits ({@code 1_000_000}) and an exponent of up to three
 * digits. A quoted value is text, whatever it looks like.
 *
 * @param position of its first character
 * @param text as written, without quotes
 * @param quoted whether it was in quotes or a block of text
 */
public record FactScalar(FactPosition position, String text, boolean quoted) implements FactNode {

  private static final int MAX_NUMBER_LENGTH = 64;
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+(_[0-9]+)*(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");

  public boolean isNull() {
    return !quoted
        && (text.isEmpty()
            || text.equals("~")
            || text.equals("null")
            || text.equals("Null")
            || text.equals("NULL"));
  }

  /** True or false if it is a boolean, null if it is something else. */
  public @Nullable Boolean asBoolean() {
    if (quoted) {
      return null;
    }
    return switch (text) {
      case "true", "True", "TRUE" -> Boolean.TRUE;
      case "false", "False", "FALSE" -> Boolean.FALSE;
      default -> null;
    };
  }

  /** The exact number if it is one, null if it is something else. */
  public @Nullable BigDecimal asNumber() {
    return quoted ? null : parseNumber(text);
  }

  /** The exact number that a text is, null if it is none; NaN and infinities are none. */
  static @Nullable BigDecimal parseNumber(String text) {
    if (text.length() > MAX_NUMBER_LENGTH || !NUMBER.matcher(text).matches()) {
      return null;
    }
    String digits = text.replace("_", "");
    return new BigDecimal(digits.endsWith(".") ? digits + '0' : digits.replace(".e", ".0e"));
  }

  @Override
  public String kind() {
    if (isNull()) {
      return "empty";
    }
    if (asBoolean() != null) {
      return "true or false";
    }
    return asNumber() != null ? "a number" : "text";
  }
}
