package dev.dryrack.hardware.facts;

import java.math.BigDecimal;

/** Conversions of single values that {@link FactReader} makes for keys and for items of lists. */
final class FactValues {

  private static final int SHOWN_LENGTH = 60;

  private FactValues() {}

  static String text(FactNode node, Problems problems, String placeholder) {
    if (node instanceof FactScalar scalar
        && !scalar.isNull()
        && scalar.asBoolean() == null
        && scalar.asNumber() == null) {
      return scalar.text();
    }
    String remedy = node instanceof FactScalar ? "; put it in quotes if it is meant as text" : "";
    problems.add(node, describe(node) + " where text is expected" + remedy);
    return placeholder;
  }

  static long whole(FactNode node, Problems problems, long min, long max, long placeholder) {
    BigDecimal value = node instanceof FactScalar scalar ? scalar.asNumber() : null;
    if (value == null || value.stripTrailingZeros().scale() > 0) {
      problems.add(node, describe(node) + "; write a whole number");
      return placeholder;
    }
    if (value.compareTo(BigDecimal.valueOf(min)) < 0
        || value.compareTo(BigDecimal.valueOf(max)) > 0) {
      String range = range(Long.toString(min), Long.toString(max));
      problems.add(node, describe(node) + ", out of range; write a whole number " + range);
      return placeholder;
    }
    return value.longValueExact();
  }

  static String quantityText(FactNode node, Dimension dimension) {
    if (node instanceof FactScalar scalar) {
      return scalar.text();
    }
    throw new IllegalArgumentException(
        describe(node) + "; write a quantity like '" + dimension.example() + "'");
  }

  /** What stands there, such as {@code 'abc' is text}. */
  static String describe(FactNode node) {
    if (node instanceof FactScalar scalar && !scalar.isNull()) {
      String text = scalar.text();
      String shown = text.length() > SHOWN_LENGTH ? text.substring(0, SHOWN_LENGTH) + "..." : text;
      return "'" + shown + "' is " + node.kind();
    }
    return "it is " + node.kind();
  }

  static String range(String min, String max) {
    return "from " + min + " to " + max;
  }
}
