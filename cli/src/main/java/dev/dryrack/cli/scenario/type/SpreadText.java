package dev.dryrack.cli.scenario.type;

import dev.dryrack.serving.uncertainty.Distribution;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads values that are not known: {@code 6T..10T}, {@code 8T ± 30%}, {@code uniform(2, 4) $/h},
 * {@code normal(mean, deviation)}, {@code lognormal(median, sigma)}, {@code triangular(low, mode,
 * high)} and {@code choice(a, b)}. Numbers are written as the key writes them; a unit behind stands
 * for all that have none.
 *
 * <p>A range and {@code ±} say nothing but the ends: uniform between them. A percentage behind
 * {@code ±} is of the middle.
 *
 * @param <T> what a value is in Java
 */
public final class SpreadText<T> {

  /** What a text must look like to be read here, as a regular expression of JSON Schema. */
  public static final String PATTERN =
      "^\\s*(uniform|normal|lognormal|triangular|choice)\\s*\\(.+\\).*$|^.+(\\.\\.|±|\\+-).+$";

  /** The same for words. */
  public static final String CHOICE_PATTERN = "^\\s*choice\\s*\\(.+\\)\\s*$";

  private static final Pattern CALL = Pattern.compile("\\s*([a-z]+)\\s*\\((.*)\\)(.*)");
  private static final Pattern RANGE = Pattern.compile("(.+?)\\s*\\.\\.\\s*(.+)");
  private static final Pattern MIDDLE = Pattern.compile("(.+?)\\s*(?:±|\\+-)\\s*(.+)");
  private static final Pattern UNIT_BEHIND =
      Pattern.compile("[0-9.]++(?:[eE][-+]?[0-9]+)?+\\s*([^\\s\\d.].*)");

  private final KeyType<T> type;
  private final Function<String, T> reader;
  private final String text;

  private SpreadText(KeyType<T> type, Function<String, T> reader, String text) {
    this.type = type;
    this.reader = reader;
    this.text = text.strip();
  }

  /** Whether a text says that the value of a type is not known. */
  public static boolean isSpread(KeyType<?> type, String text) {
    if (type instanceof Measured) {
      return text.matches(PATTERN);
    }
    boolean name = type instanceof Text && !type.placeholder().equals("TEXT");
    return (name || type instanceof Choice) && text.matches(CHOICE_PATTERN);
  }

  /**
   * What a text says.
   *
   * @param reader how a single value is read
   * @throws IllegalArgumentException saying what must be written instead
   */
  public static <T> Spread<T> read(KeyType<T> type, Function<String, T> reader, String text) {
    return new SpreadText<>(type, reader, text).spread();
  }

  private Spread<T> spread() {
    try {
      Matcher call = CALL.matcher(text);
      if (call.matches()) {
        return call(call.group(1), arguments(call.group(2)), call.group(3).strip());
      }
      Matcher middle = MIDDLE.matcher(text);
      if (middle.matches()) {
        return around(middle.group(1), middle.group(2).strip());
      }
      Matcher range = RANGE.matcher(text);
      if (range.matches()) {
        return range(range.group(1).strip(), range.group(2).strip());
      }
      throw new IllegalArgumentException("it is neither a range nor a distribution");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "is '" + text + "', which " + told(String.valueOf(e.getMessage())), e);
    }
  }

  private static String told(String reason) {
    return "cannot be: " + (reason.startsWith("is ") ? "a value in it " + reason : reason);
  }

  private static List<String> arguments(String inside) {
    List<String> arguments = new ArrayList<>();
    for (String argument : inside.split(",", -1)) {
      if (argument.isBlank()) {
        throw new IllegalArgumentException("a value between its commas is empty");
      }
      arguments.add(argument.strip());
    }
    return arguments;
  }

  private Spread<T> call(String name, List<String> arguments, String unit) {
    if (name.equals("choice")) {
      return choice(arguments, unit);
    }
    int wanted = name.equals("triangular") ? 3 : 2;
    if (arguments.size() != wanted) {
      throw new IllegalArgumentException(
          name + " takes " + wanted + " values, and " + arguments.size() + " stand there");
    }
    return switch (name) {
      case "uniform" -> of(uniform(number(arguments, 0, unit), number(arguments, 1, unit)));
      case "triangular" ->
          of(
              new Distribution.Triangular(
                  number(arguments, 0, unit),
                  number(arguments, 1, unit),
                  number(arguments, 2, unit)));
      case "normal" ->
          of(
              new Distribution.Normal(
                  number(arguments, 0, unit), width(withUnit(arguments.get(1), unit))));
      case "lognormal" ->
          of(
              new Distribution.LogNormal(
                  number(arguments, 0, unit), plain(arguments.get(1), "sigma")));
      default -> throw new IllegalArgumentException("there is no distribution '" + name + "'");
    };
  }

  private Spread<T> choice(List<String> arguments, String unit) {
    List<T> values = new ArrayList<>();
    for (String argument : arguments) {
      values.add(reader.apply(withUnit(argument, unit)));
    }
    if (values.size() < 2 || new HashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException("a choice needs two different values or more");
    }
    return Spread.choice(text, values);
  }

  private Spread<T> around(String middle, String width) {
    double centre = number(middle);
    boolean relative = width.endsWith("%");
    double half =
        relative
            ? centre * plain(width.substring(0, width.length() - 1).strip(), "percentage") / 100
            : width(borrowed(width, middle));
    if (!(half > 0)) {
      throw new IllegalArgumentException("what stands behind ± must be above 0");
    }
    return of(new Distribution.Uniform(centre - half, centre + half));
  }

  private Spread<T> range(String low, String high) {
    if (low.startsWith("$") && !high.startsWith("$")) {
      return range(borrowed(low, high), "$" + high);
    }
    return of(uniform(number(borrowed(low, high)), number(high)));
  }

  private static Distribution uniform(double low, double high) {
    if (low == high) {
      throw new IllegalArgumentException("both ends are the same; write one value");
    }
    if (low > high) {
      throw new IllegalArgumentException(
          "the range is empty: its upper end is below its lower one; swap them");
    }
    return new Distribution.Uniform(low, high);
  }

  /** A number in the unit that another one has, if it has none itself. */
  private static String borrowed(String number, String other) {
    Matcher unit = UNIT_BEHIND.matcher(other.startsWith("$") ? other.substring(1) : other);
    return unit.matches() && isBare(number) ? withUnit(number, unit.group(1)) : number;
  }

  private static String withUnit(String value, String unit) {
    if (unit.isEmpty() || isBare(value)) {
      boolean money = value.startsWith("$") && unit.startsWith("$");
      return unit.isEmpty() ? value : money ? value + unit.substring(1) : join(value, unit);
    }
    throw new IllegalArgumentException(
        "'" + value + "' has a unit, and '" + unit + "' stands behind; leave one out");
  }

  private static boolean isBare(String value) {
    return Written.number(value.startsWith("$") ? value.substring(1) : value) != null;
  }

  private static String join(String value, String unit) {
    return unit.startsWith("$") || unit.startsWith("%") || unit.length() == 1
        ? value + unit
        : value + " " + unit;
  }

  private double number(List<String> arguments, int index, String unit) {
    return number(withUnit(arguments.get(index), unit));
  }

  private double number(String value) {
    if (reader.apply(value) instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("'" + value + "' is not a number");
  }

  /** A distance, which may be smaller than the least value. */
  private double width(String value) {
    var plain = Written.number(value);
    return plain != null && !(type instanceof Quantity) ? plain.doubleValue() : number(value);
  }

  private static double plain(String value, String what) {
    var number = Written.number(value);
    if (number == null) {
      throw new IllegalArgumentException("its " + what + " '" + value + "' is not a plain number");
    }
    return number.doubleValue();
  }

  @SuppressWarnings("unchecked") // a measured type of T makes values of T
  private Spread<T> of(Distribution distribution) {
    DoubleFunction<T> values = number -> (T) ((Measured<?>) type).at(number);
    Spread<T> spread = new Spread<>(text, distribution, false, values);
    T least = spread.at(0);
    T most = spread.at(1);
    if (least.equals(most)) {
      throw new IllegalArgumentException("all of it is " + type.print(least) + "; write that");
    }
    return spread;
  }
}
