package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** A number of things, such as {@code 8T}: a whole number, or up to three decimals and a unit. */
public record Count() implements Measured<Long> {

  private static final String PATTERN =
      "^(?!0*\\.?0*\\s?[kMBT]$)[0-9]{1,6}(\\.[0-9]{1,3})?\\s?[kMBT]$";
  private static final String SUFFIXES = "TBMk";
  private static final int MOST_DECIMALS = 3;
  private static final String EXPECTED = "write a count above 0, like 8T, 160B or 1.5T";

  @Override
  public Long parse(String text) {
    if (text.matches(PATTERN)) {
      return Dimension.COUNT.parseLong(text);
    }
    try {
      return WholeNumber.between(1, Long.MAX_VALUE).parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is '" + text + "'; " + EXPECTED, e);
    }
  }

  @Override
  public Long read(FactNode node) {
    if (!(node instanceof FactScalar scalar) || scalar.isNull() || scalar.asBoolean() != null) {
      throw new IllegalArgumentException("is " + node.kind() + "; " + EXPECTED);
    }
    if (scalar.quoted() && Written.number(scalar.text()) != null) {
      throw new IllegalArgumentException("is a number in quotes; leave the quotes out");
    }
    return parse(scalar.text());
  }

  /** As short as it is exact: {@code 204.3B}. */
  @Override
  public String print(Long value) {
    for (int i = 0; i < SUFFIXES.length(); i++) {
      int zeros = 3 * (SUFFIXES.length() - i);
      BigDecimal scaled = BigDecimal.valueOf(value, zeros).stripTrailingZeros();
      if (scaled.compareTo(BigDecimal.ONE) >= 0 && scaled.scale() <= MOST_DECIMALS) {
        return scaled.toPlainString() + SUFFIXES.charAt(i);
      }
    }
    return value.toString();
  }

  @Override
  public Long at(double number) {
    if (!(number >= 1 && number < Long.MAX_VALUE)) {
      throw new IllegalArgumentException("it reaches " + reached(number) + "; " + EXPECTED);
    }
    return Math.round(number);
  }

  private String reached(double number) {
    boolean whole = Math.abs(number) >= 1 && Math.abs(number) < Long.MAX_VALUE;
    return whole
        ? (number < 0 ? "-" : "") + print(Math.round(Math.abs(number)))
        : Written.plain(number);
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of(
        "anyOf",
        List.of(
            SchemaNode.of("type", "integer", "minimum", 1, "maximum", Long.MAX_VALUE),
            SchemaNode.of("type", "string", "pattern", PATTERN)),
        "examples",
        List.of("8T", "160B"));
  }

  @Override
  public String placeholder() {
    return "COUNT";
  }
}
