package dev.dryrack.hardware.facts;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A kind of quantity and the units it may be written in. Values are converted exactly to one
 * canonical unit, the one in the constant's name.
 *
 * <p>Unit names are exact, case included: {@code GB} is 10⁹ bytes, {@code GiB} 2³⁰, {@code Gb/s}
 * 10⁹ bits a second. Quantities are finite and not negative.
 */
public enum Dimension {
  BYTES("80 GiB", UnitTables.bytes("")),
  BYTES_PER_SECOND("900 GB/s", UnitTables.bytesPerSecond()),
  SECONDS("2.5 us", UnitTables.seconds()),
  FLOPS_PER_SECOND("989.4 TFLOP/s", UnitTables.flops()),
  WATTS("700 W", UnitTables.of("W", "1", "kW", "1e3", "MW", "1e6")),
  /** An amount may be written {@code $3.5/h} or {@code 3.5 USD/h}; per GPU in any case. */
  USD_PER_GPU_HOUR(
      "$3.5/h",
      UnitTables.of("$/h", "1", "USD/h", "1", "$/GPU-h", "1", "USD/GPU-h", "1", "$/GPU/h", "1")),
  /** Money. */
  USD("$30k", UnitTables.of("USD", "1", "$k", "1e3", "$M", "1e6", "$", "1")),
  USD_PER_KILOWATT_HOUR("$0.07/kWh", UnitTables.of("$/kWh", "1", "USD/kWh", "1")),
  KILOGRAMS_PER_KILOWATT_HOUR("0.37 kg/kWh", UnitTables.of("kg/kWh", "1", "g/kWh", "1e-3")),
  HERTZ("1.83 GHz", UnitTables.of("Hz", "1", "kHz", "1e3", "MHz", "1e6", "GHz", "1e9")),
  PER_SECOND("3 /s", UnitTables.of("/s", "1", "req/s", "1")),
  /** A number of things, with or without k (10³), M (10⁶), B (10⁹) or T (10¹²). */
  COUNT("8T", UnitTables.of("", "1", "k", "1e3", "K", "1e3", "M", "1e6", "B", "1e9", "T", "1e12")),
  /** A share from 0 to 1, or from 0 % to 100 %. */
  FRACTION("0.05", UnitTables.of("", "1", "%", "0.01"));

  private final String example;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable map of immutable values
  private final Map<String, BigDecimal> units;

  Dimension(String example, Map<String, BigDecimal> units) {
    this.example = example;
    this.units = Collections.unmodifiableMap(units);
  }

  /** The units it may be written in; an empty one where a bare number is allowed. */
  public Set<String> units() {
    return units.keySet();
  }

  /** A quantity as one writes it, such as {@code 80 GiB}. */
  public String example() {
    return example;
  }

  /**
   * The quantity in the canonical unit.
   *
   * @throws IllegalArgumentException saying what is wrong and which units are accepted
   */
  public double parse(String text) {
    double value = exact(text).doubleValue();
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("'" + text + "' is too large");
    }
    return value;
  }

  /**
   * The quantity in whole canonical units; what is less than one is cut off if a larger unit was
   * used ({@code 178.35 GiB}), and refused otherwise ({@code 1.5} experts).
   *
   * @throws IllegalArgumentException saying what is wrong and which units are accepted
   */
  public long parseLong(String text) {
    BigDecimal value = exact(text);
    boolean whole = value.stripTrailingZeros().scale() <= 0;
    if (!whole && (value.compareTo(BigDecimal.valueOf(1000)) < 0 || isInCanonicalUnit(text))) {
      throw new IllegalArgumentException("'" + text + "' is not whole; write a whole number");
    }
    if (value.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is too large");
    }
    return value.longValue();
  }

  private boolean isInCanonicalUnit(String text) {
    BigDecimal factor = units.get(split(text)[1]);
    return factor != null && factor.compareTo(BigDecimal.ONE) == 0;
  }

  private BigDecimal exact(String text) {
    String[] parts = split(text);
    BigDecimal number = FactScalar.parseNumber(parts[0]);
    if (number == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a quantity; write it like '" + example + "'");
    }
    BigDecimal factor = units.get(parts[1]);
    if (factor == null) {
      throw new IllegalArgumentException(wrongUnit(text, parts[1]));
    }
    if (number.signum() < 0) {
      throw new IllegalArgumentException("'" + text + "' is negative; it must be 0 or more");
    }
    BigDecimal value = number.multiply(factor);
    if (this == FRACTION && value.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is more than 1; write a fraction from 0 to 1, or a percentage with %");
    }
    return value;
  }

  private String wrongUnit(String text, String unit) {
    String accepted = "use one of " + UnitTables.list(units.keySet());
    if (unit.isEmpty()) {
      return "'" + text + "' has no unit; " + accepted + ", like '" + example + "'";
    }
    String meant =
        units.keySet().stream()
            .filter(known -> known.startsWith(unit + '/'))
            .findFirst()
            .or(() -> Suggestion.closest(unit, units.keySet()))
            .orElse("");
    String hint = meant.isEmpty() ? "" : "did you mean '" + meant + "'? ";
    return "'" + text + "' has the unknown unit '" + unit + "'; " + hint + accepted;
  }

  /** Number and unit; a dollar sign in front becomes the beginning of the unit. */
  private static String[] split(String text) {
    String trimmed = text.strip();
    String prefix = "";
    if (trimmed.startsWith("$")) {
      prefix = "$";
      trimmed = trimmed.substring(1).strip();
    }
    int end = 0;
    while (end < trimmed.length() && isNumberPart(trimmed, end)) {
      end++;
    }
    return new String[] {trimmed.substring(0, end), prefix + trimmed.substring(end).strip()};
  }

  private static boolean isNumberPart(String text, int index) {
    char c = text.charAt(index);
    if ((c >= '0' && c <= '9') || c == '.' || c == '_') {
      return true;
    }
    char before = index > 0 ? text.charAt(index - 1) : ' ';
    if (c == '+' || c == '-') {
      return index == 0 || before == 'e' || before == 'E';
    }
    return (c == 'e' || c == 'E') && isExponent(text, index);
  }

  private static boolean isExponent(String text, int index) {
    int next = index + 1;
    if (next < text.length() && (text.charAt(next) == '+' || text.charAt(next) == '-')) {
      next++;
    }
    return index > 0 && next < text.length() && Character.isDigit(text.charAt(next));
  }

  /** The units, built before the constants that need them. */
  private static final class UnitTables {

    private static final BigDecimal BITS_PER_BYTE = BigDecimal.valueOf(8);

    private UnitTables() {}

    static Map<String, BigDecimal> of(String... namesAndFactors) {
      Map<String, BigDecimal> units = new LinkedHashMap<>();
      for (int i = 0; i < namesAndFactors.length; i += 2) {
        units.put(namesAndFactors[i], new BigDecimal(namesAndFactors[i + 1]));
      }
      return units;
    }

    static Map<String, BigDecimal> bytes(String suffix) {
      Map<String, BigDecimal> units = new LinkedHashMap<>();
      units.put("B" + suffix, BigDecimal.ONE);
      String[] decimal = {"kB", "MB", "GB", "TB", "PB"};
      String[] binary = {"KiB", "MiB", "GiB", "TiB", "PiB"};
      for (int i = 0; i < decimal.length; i++) {
        units.put(decimal[i] + suffix, BigDecimal.TEN.pow(3 * (i + 1)));
      }
      for (int i = 0; i < binary.length; i++) {
        units.put(binary[i] + suffix, BigDecimal.valueOf(1024).pow(i + 1));
      }
      return units;
    }

    static Map<String, BigDecimal> bytesPerSecond() {
      Map<String, BigDecimal> units = bytes("/s");
      String[] prefixes = {"", "k", "M", "G", "T"};
      for (int i = 0; i < prefixes.length; i++) {
        BigDecimal bytes = BigDecimal.TEN.pow(3 * i).divide(BITS_PER_BYTE);
        units.put(prefixes[i] + "b/s", bytes);
        units.put(prefixes[i] + "bit/s", bytes);
      }
      return units;
    }

    static Map<String, BigDecimal> seconds() {
      return of(
          "ps", "1e-12", "ns", "1e-9", "us", "1e-6", "\u00b5s", "1e-6", "\u03bcs", "1e-6", "ms",
          "1e-3", "s", "1", "min", "60", "h", "3600", "d", "86400");
    }

    static Map<String, BigDecimal> flops() {
      Map<String, BigDecimal> units = new LinkedHashMap<>();
      String[] prefixes = {"", "M", "G", "T", "P", "E"};
      for (int i = 0; i < prefixes.length; i++) {
        BigDecimal factor = BigDecimal.TEN.pow(i == 0 ? 0 : 3 * (i + 1));
        units.put(prefixes[i] + "FLOP/s", factor);
        units.put(prefixes[i] + "FLOPS", factor);
      }
      return units;
    }

    static String list(Set<String> units) {
      StringBuilder list = new StringBuilder();
      for (String unit : units) {
        list.append(list.isEmpty() ? "" : ", ").append(unit.isEmpty() ? "(none)" : unit);
      }
      return list.toString();
    }
  }
}
