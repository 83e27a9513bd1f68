package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.util.List;
import java.util.Map;

/**
 * A quantity with its unit. In a flag, a bare number is taken in the unit that the flag's help
 * states; in a file the unit has to be written.
 *
 * @param zeroAllowed whether none of it is a quantity too
 */
public record Quantity(
    Dimension dimension, String flagUnit, String placeholder, boolean zeroAllowed)
    implements Measured<Double> {

  /** One above 0. */
  public Quantity(Dimension dimension, String flagUnit, String placeholder) {
    this(dimension, flagUnit, placeholder, false);
  }

  @Override
  public Double parse(String text) {
    String written = Written.number(text) == null ? text : unitAdded(text);
    try {
      return inRange(dimension.parse(written), text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is wrong: " + e.getMessage(), e);
    }
  }

  private String unitAdded(String text) {
    return flagUnit.startsWith("$") ? "$" + text + flagUnit.substring(1) : text + flagUnit;
  }

  @Override
  public Double read(FactNode node) {
    if (!(node instanceof FactScalar scalar) || scalar.isNull() || scalar.asBoolean() != null) {
      throw new IllegalArgumentException(
          "is " + node.kind() + "; write a quantity like '" + dimension.example() + "'");
    }
    try {
      return inRange(dimension.parse(scalar.text()), scalar.text());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is wrong: " + e.getMessage(), e);
    }
  }

  @Override
  public Double at(double number) {
    if (number < 0 || (number == 0 && !zeroAllowed)) {
      throw new IllegalArgumentException(
          "it reaches " + print(number) + "; all of it must be above 0");
    }
    return number;
  }

  private Double inRange(double value, String text) {
    if (value < 0 || (value == 0 && !zeroAllowed)) {
      throw new IllegalArgumentException("'" + text + "' is zero; it must be above 0");
    }
    return value;
  }

  @Override
  public Map<String, Object> schema() {
    String zero = zeroAllowed ? "" : "(?!\\$?\\s*[0.]+([eE]|[^0-9.eE]|$))";
    StringBuilder units = new StringBuilder();
    for (String unit : dimension.units()) {
      if (!unit.startsWith("$")) {
        units.append(units.isEmpty() ? "" : "|").append(unit.replace("$", "\\$"));
      }
    }
    String amount = "\\s*" + Written.NUMBER + "\\s*(" + units + ")\\s*$";
    StringBuilder dollars = new StringBuilder();
    for (String unit : dimension.units()) {
      if (unit.startsWith("$")) {
        dollars.append(dollars.isEmpty() ? "" : "|").append(unit.substring(1));
      }
    }
    String pattern = "^" + zero + amount;
    if (!dollars.isEmpty()) {
      pattern =
          pattern + "|^" + zero + "\\s*\\$\\s*" + Written.NUMBER + "\\s*(" + dollars + ")\\s*$";
    }
    return SchemaNode.of(
        "type", "string", "pattern", pattern, "examples", List.of(dimension.example()));
  }

  @Override
  public String print(Double value) {
    String number = Written.plain(value);
    return switch (dimension) {
      case USD_PER_GPU_HOUR -> "$" + number + "/GPU-h";
      case USD -> "$" + number;
      case USD_PER_KILOWATT_HOUR -> "$" + number + "/kWh";
      case KILOGRAMS_PER_KILOWATT_HOUR -> number + " kg/kWh";
      case BYTES -> number + " B";
      case BYTES_PER_SECOND -> number + " B/s";
      case SECONDS -> value < 1 ? Written.shifted(value, 3) + " ms" : number + " s";
      default -> number;
    };
  }
}
