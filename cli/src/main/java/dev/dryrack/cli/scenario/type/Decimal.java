package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** A number in a range, or a word that stands for infinity. */
public record Decimal(
    double min, boolean minAllowed, double max, String infinity, String placeholder)
    implements Measured<Double> {

  @Override
  public Double parse(String text) {
    if (!infinity.isEmpty() && text.equals(infinity)) {
      return Double.POSITIVE_INFINITY;
    }
    BigDecimal number = Written.number(text);
    double value = number == null ? Double.NaN : number.doubleValue();
    boolean aboveMin = minAllowed ? value >= min : value > min;
    if (!aboveMin || !(value <= max) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("is '" + text + "'; write " + expected());
    }
    return value;
  }

  @Override
  public Double read(FactNode node) {
    if (node instanceof FactScalar scalar) {
      boolean number = !scalar.quoted() && Written.number(scalar.text()) != null;
      if (number || (scalar.text().equals(infinity) && !infinity.isEmpty())) {
        return parse(scalar.text());
      }
      throw new IllegalArgumentException("is '" + scalar.text() + "'; write " + expected());
    }
    throw new IllegalArgumentException("is " + node.kind() + "; write " + expected());
  }

  @Override
  public Double at(double number) {
    boolean aboveMin = minAllowed ? number >= min : number > min;
    if (!aboveMin || !(number <= max)) {
      throw new IllegalArgumentException(
          "it reaches " + Written.plain(number) + "; write " + expected());
    }
    return number;
  }

  private String expected() {
    String from =
        minAllowed ? ", " + Written.plain(min) + " or more" : ", above " + Written.plain(min);
    String to = max == Double.MAX_VALUE ? "" : ", at most " + Written.plain(max);
    return "a number" + from + to + (infinity.isEmpty() ? "" : ", or '" + infinity + "'");
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> number =
        SchemaNode.of("type", "number", minAllowed ? "minimum" : "exclusiveMinimum", min);
    number.put("maximum", max);
    return infinity.isEmpty()
        ? number
        : SchemaNode.of("anyOf", List.of(number, SchemaNode.of("const", infinity)));
  }

  @Override
  public String print(Double value) {
    return value.isInfinite() ? infinity : Written.plain(value);
  }
}
