package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.Suggestion;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A name and its parameters as they were written. Every parameter has to be taken once. */
public final class FormulaCall {

  private static final int LONGEST = 100_000;

  private final String name;
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final Set<String> taken = new TreeSet<>();

  private FormulaCall(String name) {
    this.name = name;
  }

  static FormulaCall of(String text) {
    String stripped = text.strip();
    if (stripped.isEmpty() || stripped.length() > LONGEST) {
      throw new IllegalArgumentException("is empty, or longer than " + LONGEST + " characters");
    }
    int colon = stripped.indexOf(':');
    FormulaCall call = new FormulaCall(colon < 0 ? stripped : stripped.substring(0, colon).strip());
    if (colon >= 0) {
      for (String part : stripped.substring(colon + 1).split(",", -1)) {
        call.add(part);
      }
    }
    return call;
  }

  private void add(String part) {
    int equals = part.indexOf('=');
    String key = equals < 0 ? part.strip() : part.substring(0, equals).strip();
    if (equals < 1 || part.substring(equals + 1).isBlank()) {
      throw new IllegalArgumentException("'" + part.strip() + "' is not key=value");
    }
    if (parameters.put(key, part.substring(equals + 1).strip()) != null) {
      throw new IllegalArgumentException(key + " stands twice; remove one");
    }
  }

  /** The name, or the whole text where there are no parameters. */
  public String name() {
    return name;
  }

  /** Whether a parameter was written. */
  public boolean has(String key) {
    return parameters.containsKey(key);
  }

  /** The keys as they were written, in order. */
  public List<String> keys() {
    return List.copyOf(parameters.keySet());
  }

  private String take(String key) {
    taken.add(key);
    @Nullable String value = parameters.get(key);
    if (value == null) {
      throw new IllegalArgumentException(name + " lacks " + key);
    }
    return value;
  }

  /** A parameter that is a number. */
  public double number(String key) {
    return number(key, take(key));
  }

  private static double number(String key, String text) {
    BigDecimal number = Written.number(text);
    if (number == null || Double.isInfinite(number.doubleValue())) {
      throw new IllegalArgumentException(key + " is '" + text + "', not a number");
    }
    return number.doubleValue();
  }

  /** A parameter that is a whole number. */
  public long whole(String key) {
    double value = number(key);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          key + " is '" + parameters.get(key) + "', not a whole number");
    }
    return (long) value;
  }

  /** A parameter that is a quantity of time, in seconds. */
  public double seconds(String key) {
    return seconds(key, take(key));
  }

  /** A key that is a quantity of time itself, in seconds. */
  public static double seconds(String key, String text) {
    if (text.matches("0(\\.0*)?\\s*([a-z]+)?")) {
      return 0;
    }
    try {
      return Dimension.SECONDS.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + " is wrong: " + e.getMessage(), e);
    }
  }

  /** That a name is none of those known. */
  public IllegalArgumentException unknown(List<String> known) {
    return new IllegalArgumentException(
        "'" + name + "' is unknown; " + Suggestion.remedy(name, known));
  }

  /** Refuses parameters that nothing has taken. */
  void finish() {
    for (String key : parameters.keySet()) {
      if (!taken.contains(key)) {
        throw new IllegalArgumentException(name + " has no parameter '" + key + "'; remove it");
      }
    }
  }
}
