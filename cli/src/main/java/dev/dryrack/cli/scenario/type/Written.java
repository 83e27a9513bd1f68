package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** How texts and numbers are written, as the kinds of values share it. */
final class Written {

  /** A number without a sign, as a regular expression. */
  static final String NUMBER = "[0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]{1,3})?";

  private Written() {}

  /** The text of a node that YAML takes for text. */
  static String text(FactNode node, String expected) {
    if (node instanceof FactScalar scalar
        && !scalar.isNull()
        && scalar.asBoolean() == null
        && scalar.asNumber() == null) {
      return scalar.text();
    }
    String hint =
        node instanceof FactScalar scalar && !scalar.isNull()
            ? "; put it in quotes if it is meant as text"
            : "; write " + expected;
    throw new IllegalArgumentException("is " + node.kind() + hint);
  }

  /** A number without underscores, or null. */
  static @Nullable BigDecimal number(String text) {
    if (text.length() > 40 || !text.matches("[-+]?(" + NUMBER + "|\\.[0-9]+)")) {
      return null;
    }
    return new BigDecimal(text.endsWith(".") ? text + "0" : text.replace(".e", ".0e"));
  }

  /** The number in digits, without an exponent. */
  static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** A number times a power of ten, exactly. */
  static String shifted(double value, int zeros) {
    return BigDecimal.valueOf(value).movePointRight(zeros).stripTrailingZeros().toPlainString();
  }
}
