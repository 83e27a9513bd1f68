package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A share above 0 and below 1: {@code 2%} or {@code 0.02}. */
public record Share() implements Measured<Double> {

  private static final String PERCENT = "^(?!0*\\.?0*\\s?%$)[0-9]{1,2}(\\.[0-9]{1,6})?\\s?%$";
  private static final Decimal NUMBER_BELOW_ONE = new Decimal(0, false, 0.99, "", "SHARE");

  @Override
  public Double parse(String text) {
    if (text.matches(PERCENT)) {
      return new BigDecimal(text.replaceAll("\\s?%", "")).movePointLeft(2).doubleValue();
    }
    return refused(text, () -> NUMBER_BELOW_ONE.parse(text));
  }

  @Override
  public Double read(FactNode node) {
    return node instanceof FactScalar scalar && scalar.text().matches(PERCENT)
        ? parse(scalar.text())
        : refused(
            node instanceof FactScalar scalar ? scalar.text() : node.kind(),
            () -> NUMBER_BELOW_ONE.read(node));
  }

  @Override
  public Double at(double number) {
    if (!(number > 0 && number < 1)) {
      throw new IllegalArgumentException(
          "it reaches " + print(number) + "; write shares above 0 and below 1");
    }
    return number;
  }

  private static Double refused(String text, Supplier<Double> attempt) {
    try {
      return attempt.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "is '" + text + "'; write a share above 0 and below 1, like 2% or 0.02", e);
    }
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of(
        "anyOf",
        List.of(NUMBER_BELOW_ONE.schema(), SchemaNode.of("type", "string", "pattern", PERCENT)),
        "examples",
        List.of("2%"));
  }

  @Override
  public String placeholder() {
    return "SHARE";
  }

  @Override
  public String print(Double value) {
    return Written.shifted(value, 2) + "%";
  }
}
