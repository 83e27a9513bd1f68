package dev.dryrack.cli.scenario;

import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactList;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import dev.dryrack.hardware.facts.Suggestion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The kinds of values that keys of a scenario have. */
final class KeyTypes {

  private static final String NUMBER = "[0-9]+(\\.[0-9]*)?([eE][-+]?[0-9]{1,3})?";

  private KeyTypes() {}

  /** Any text but an empty one. */
  record Text(String placeholder) implements KeyType<String> {

    @Override
    public String parse(String text) {
      if (text.isBlank()) {
        throw new IllegalArgumentException("is empty; write a " + placeholder);
      }
      return text;
    }

    @Override
    public String read(FactNode node) {
      return parse(text(node, "text"));
    }

    @Override
    public Map<String, Object> schema() {
      return map("type", "string", "pattern", "\\S");
    }
  }

  /** One word of several. */
  record Choice(List<String> words) implements KeyType<String> {

    @Override
    public String parse(String text) {
      if (!words.contains(text)) {
        throw new IllegalArgumentException(
            "is unknown: '" + text + "'; " + Suggestion.remedy(text, words));
      }
      return text;
    }

    @Override
    public String read(FactNode node) {
      return parse(text(node, "one of " + String.join(", ", words)));
    }

    @Override
    public Map<String, Object> schema() {
      return map("enum", words);
    }

    @Override
    public String placeholder() {
      return String.join("|", words);
    }
  }

  /**
   * A whole number from {@code min} to {@code max}, or a word that stands for {@code wordValue}.
   */
  record WholeNumber(long min, long max, String word, long wordValue) implements KeyType<Long> {

    static WholeNumber between(long min, long max) {
      return new WholeNumber(min, max, "", 0);
    }

    @Override
    public Long parse(String text) {
      if (!word.isEmpty() && text.equals(word)) {
        return wordValue;
      }
      BigDecimal number = plainNumber(text);
      if (number == null || number.stripTrailingZeros().scale() > 0) {
        throw wrong(text);
      }
      return inRange(number, text);
    }

    @Override
    public Long read(FactNode node) {
      if (node instanceof FactScalar scalar) {
        BigDecimal number = scalar.quoted() ? null : plainNumber(scalar.text());
        if (number != null || (scalar.text().equals(word) && !word.isEmpty())) {
          return parse(scalar.text());
        }
        throw wrong(scalar.text());
      }
      throw new IllegalArgumentException("is " + node.kind() + "; write " + expected());
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
      Map<String, Object> number = map("type", "integer", "minimum", min, "maximum", max);
      return word.isEmpty() ? number : map("anyOf", List.of(number, map("const", word)));
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

  /** A number in a range, or a word that stands for infinity. */
  record Decimal(double min, boolean minAllowed, double max, String infinity, String placeholder)
      implements KeyType<Double> {

    @Override
    public Double parse(String text) {
      if (!infinity.isEmpty() && text.equals(infinity)) {
        return Double.POSITIVE_INFINITY;
      }
      BigDecimal number = plainNumber(text);
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
        boolean number = !scalar.quoted() && plainNumber(scalar.text()) != null;
        if (number || (scalar.text().equals(infinity) && !infinity.isEmpty())) {
          return parse(scalar.text());
        }
        throw new IllegalArgumentException("is '" + scalar.text() + "'; write " + expected());
      }
      throw new IllegalArgumentException("is " + node.kind() + "; write " + expected());
    }

    private String expected() {
      String from = minAllowed ? ", " + plain(min) + " or more" : ", above " + plain(min);
      String to = max == Double.MAX_VALUE ? "" : ", at most " + plain(max);
      return "a number" + from + to + (infinity.isEmpty() ? "" : ", or '" + infinity + "'");
    }

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> number =
          map("type", "number", minAllowed ? "minimum" : "exclusiveMinimum", min);
      number.put("maximum", max);
      return infinity.isEmpty() ? number : map("anyOf", List.of(number, map("const", infinity)));
    }

    @Override
    public String print(Double value) {
      return value.isInfinite() ? infinity : plain(value);
    }
  }

  /**
   * A quantity with its unit. In a flag, a bare number is taken in the unit that the flag's help
   * states; in a file the unit has to be written.
   */
  record Quantity(Dimension dimension, String flagUnit, String placeholder)
      implements KeyType<Double> {

    @Override
    public Double parse(String text) {
      String written = plainNumber(text) == null ? text : unitAdded(text);
      try {
        return positive(dimension.parse(written), text);
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
        return positive(dimension.parse(scalar.text()), scalar.text());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("is wrong: " + e.getMessage(), e);
      }
    }

    private static Double positive(double value, String text) {
      if (value <= 0) {
        throw new IllegalArgumentException("'" + text + "' is zero; it must be above 0");
      }
      return value;
    }

    @Override
    public Map<String, Object> schema() {
      String zero = "(?!\\$?\\s*[0.]+([eE]|[^0-9.eE]|$))";
      StringBuilder units = new StringBuilder();
      for (String unit : dimension.units()) {
        if (!unit.startsWith("$")) {
          units.append(units.isEmpty() ? "" : "|").append(unit.replace("$", "\\$"));
        }
      }
      String amount = "\\s*" + NUMBER + "\\s*(" + units + ")\\s*$";
      StringBuilder dollars = new StringBuilder();
      for (String unit : dimension.units()) {
        if (unit.startsWith("$")) {
          dollars.append(dollars.isEmpty() ? "" : "|").append(unit.substring(1));
        }
      }
      String pattern = "^" + zero + amount;
      if (!dollars.isEmpty()) {
        pattern = pattern + "|^" + zero + "\\s*\\$\\s*" + NUMBER + "\\s*(" + dollars + ")\\s*$";
      }
      return map("type", "string", "pattern", pattern, "examples", List.of(dimension.example()));
    }

    @Override
    public String print(Double value) {
      String number = plain(value);
      return switch (dimension) {
        case USD_PER_GPU_HOUR -> "$" + number + "/GPU-h";
        case SECONDS -> value < 1 ? plain(value * 1000) + " ms" : number + " s";
        default -> number;
      };
    }
  }

  /** A quantity, or a word that stands for {@code wordValue}, which no quantity has. */
  record QuantityOrWord(Quantity quantity, String word, double wordValue)
      implements KeyType<Double> {

    private static final String ZERO = "^0 ?s$";

    @Override
    public Double parse(String text) {
      if (text.equals(word)) {
        return wordValue;
      }
      return text.matches(ZERO) ? (Double) 0.0 : quantity.parse(text);
    }

    @Override
    public Double read(FactNode node) {
      return node instanceof FactScalar scalar
              && (scalar.text().equals(word) || scalar.text().matches(ZERO))
          ? parse(scalar.text())
          : quantity.read(node);
    }

    @Override
    public Map<String, Object> schema() {
      return map(
          "anyOf",
          List.of(quantity.schema(), map("const", word), map("type", "string", "pattern", ZERO)));
    }

    @Override
    public String placeholder() {
      return quantity.placeholder() + "|" + word;
    }

    @Override
    public String print(Double value) {
      return value == wordValue ? word : quantity.print(value);
    }
  }

  /** A share above 0 and below 1: {@code 2%} or {@code 0.02}. */
  record Share() implements KeyType<Double> {

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
      return map(
          "anyOf",
          List.of(NUMBER_BELOW_ONE.schema(), map("type", "string", "pattern", PERCENT)),
          "examples",
          List.of("2%"));
    }

    @Override
    public String placeholder() {
      return "SHARE";
    }

    @Override
    public String print(Double value) {
      return plain(value * 100) + "%";
    }
  }

  /** A number of things, such as {@code 8T}: a whole number, or up to three decimals and a unit. */
  record Count() implements KeyType<Long> {

    private static final String PATTERN =
        "^(?!0*\\.?0*\\s?[kMBT]$)[0-9]{1,6}(\\.[0-9]{1,3})?\\s?[kMBT]$";
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
      if (scalar.quoted() && plainNumber(scalar.text()) != null) {
        throw new IllegalArgumentException("is a number in quotes; leave the quotes out");
      }
      return parse(scalar.text());
    }

    @Override
    public Map<String, Object> schema() {
      return map(
          "anyOf",
          List.of(
              map("type", "integer", "minimum", 1, "maximum", Long.MAX_VALUE),
              map("type", "string", "pattern", PATTERN)),
          "examples",
          List.of("8T", "160B"));
    }

    @Override
    public String placeholder() {
      return "COUNT";
    }
  }

  /** True or false; as a flag, it stands alone and means true. */
  record Switch() implements KeyType<Boolean> {

    @Override
    public Boolean parse(String text) {
      return switch (text) {
        case "true" -> Boolean.TRUE;
        case "false" -> Boolean.FALSE;
        default -> throw new IllegalArgumentException("is '" + text + "'; write true or false");
      };
    }

    @Override
    public Boolean read(FactNode node) {
      Boolean value = node instanceof FactScalar scalar ? scalar.asBoolean() : null;
      if (value == null) {
        throw new IllegalArgumentException("is " + node.kind() + "; write true or false");
      }
      return value;
    }

    @Override
    public Map<String, Object> schema() {
      return map("type", "boolean");
    }

    @Override
    public String placeholder() {
      return "";
    }

    @Override
    public boolean isSwitch() {
      return true;
    }
  }

  /** Several texts; in a flag, environment variable or {@code --set}, parted by commas. */
  record TextList(String placeholder) implements KeyType<List<String>> {

    @Override
    public List<String> parse(String text) {
      List<String> items = new ArrayList<>();
      for (String item : text.split(",", -1)) {
        if (item.isBlank()) {
          throw new IllegalArgumentException("has an empty item; write a,b,c");
        }
        items.add(item.strip());
      }
      return items;
    }

    @Override
    public List<String> read(FactNode node) {
      if (!(node instanceof FactList list) || list.items().isEmpty()) {
        throw new IllegalArgumentException("is " + node.kind() + "; write a list like [a, b]");
      }
      List<String> items = new ArrayList<>();
      for (FactNode item : list.items()) {
        items.add(new Text(placeholder).read(item));
      }
      return items;
    }

    @Override
    public Map<String, Object> schema() {
      return map("type", "array", "minItems", 1, "items", map("type", "string", "pattern", "\\S"));
    }

    @Override
    public String print(List<String> value) {
      return String.join(",", value);
    }

    @Override
    public boolean isList() {
      return true;
    }
  }

  /** The text of a node that YAML takes for text. */
  private static String text(FactNode node, String expected) {
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
  private static @org.jspecify.annotations.Nullable BigDecimal plainNumber(String text) {
    if (text.length() > 40 || !text.matches("[-+]?(" + NUMBER + "|\\.[0-9]+)")) {
      return null;
    }
    return new BigDecimal(text.endsWith(".") ? text + "0" : text.replace(".e", ".0e"));
  }

  static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
