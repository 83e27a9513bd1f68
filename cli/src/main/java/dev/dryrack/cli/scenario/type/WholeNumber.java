package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** A whole number from {@code min} to {@code max}, or a word that stands for {@code wordValue}. */
public record WholeNumber(long min, long max, String word, long wordValue)
    implements Measured<Long> {

  /** A whole number from {@code min} to {@code max}, and no word. */
  public static WholeNumber between(long min, long max) {
    return new WholeNumber(min, max, "", 0);
  }

  @Override
  public Long parse(String text) {
    if (!word.isEmpty() && text.equals(word)) {
      return wordValue;
    }
    BigDecimal number = Written.number(text);
    if (number == null || number.stripTrailingZeros().scale() > 0) {
      throw wrong(text);
    }
    return inRange(number, text);
  }

  @Override
  public Long read(FactNode node) {
    if (node instanceof FactScalar scalar) {
      BigDecimal number = scalar.quoted() ? null : Written.number(scalar.text());
      if (number != null || (scalar.text().equals(word) && !word.isEmpty())) {
        return parse(scalar.text());
      }
      throw wrong(scalar.text());
    }
    throw new IllegalArgumentException("is " + node.kind() + "; write " + expected());
  }

  @Override
  public Long at(double number) {
    double whole = Math.rint(number);
    if (!(whole >= min && whole <= max)) {
      throw new IllegalArgumentException(
          "it reaches " + Written.plain(number) + "; write " + expected());
    }
    return (long) whole;
  }

  private Long inRange(BigDecimal number, String text) {
    if (number.compareTo(BigDecimal.valueOf(min)) < 0
        || number.compareTo(BigDecimal.valueOf(max)) > 0) {
      throw wrong(text);
    }
    return number.longValueExact();
  }

  private IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException("is '" + text + "'; write " + expected());
  }

  private String expected() {
    String range =
        max == Long.MAX_VALUE || max == Integer.MAX_VALUE ? min + " or more" : min + " to " + max;
    return "a whole number, " + range + (word.isEmpty() ? "" : ", or '" + word + "'");
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> number = SchemaNode.of("type", "integer", "minimum", min, "maximum", max);
    return word.isEmpty()
        ? number
        : SchemaNode.of("anyOf", List.of(number, SchemaNode.of("const", word)));
  }

  @Override
  public String placeholder() {
    return word.isEmpty() ? "N" : "N|" + word;
  }

  @Override
  public String print(Long value) {
    return !word.isEmpty() && value == wordValue ? word : value.toString();
  }
}
