package dev.dryrack.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them: a unit, and as many digits as mean something. */
public final class Figures {

  private static final String[] DECIMAL_PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

  /** Stands for what is not finite: nothing was measured. */
  private static final String NOTHING = "-";

  private Figures() {}

  /** Bytes in decimal units, three digits: {@code 7.97 TB}. */
  public static String bytes(double bytes) {
    return prefixed(bytes, "B");
  }

  /** As {@link #bytes(double)}. */
  public static String bytes(long bytes) {
    return prefixed((double) bytes, "B");
  }

  /** A rate or amount with a decimal prefix, three digits: {@code 2.50 PFLOP/s}. */
  public static String prefixed(double value, String unit) {
    if (!Double.isFinite(value)) {
      return NOTHING;
    }
    double scaled = value;
    int prefix = 0;
    while (Math.abs(scaled) >= 999.5 && prefix < DECIMAL_PREFIXES.length - 1) {
      scaled /= 1000;
      prefix++;
    }
    return digits(scaled, 3) + " " + DECIMAL_PREFIXES[prefix] + unit;
  }

  /** A number of things, as parameters are counted: {@code 7.97 T}, {@code 160 B}. */
  public static String count(long value) {
    String[] suffixes = {"", " k", " M", " B", " T"};
    double scaled = (double) value;
    int suffix = 0;
    while (Math.abs(scaled) >= 999.5 && suffix < suffixes.length - 1) {
      scaled /= 1000;
      suffix++;
    }
    return suffix == 0 ? digits(scaled, 3) : digits(scaled, 3) + suffixes[suffix];
  }

  /** A whole number with separators: {@code 19,366}. */
  public static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A duration in the unit that suits it: {@code 12.3 ms}, {@code 2.41 s}, {@code 58.1 min}. */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NOTHING;
    }
    double size = Math.abs(seconds);
    if (size == 0) {
      return "0 s";
    }
    if (size < 0.9995e-3) {
      return digits(seconds * 1e6, 3) + " us";
    }
    if (size < 0.9995) {
      return digits(seconds * 1e3, 3) + " ms";
    }
    if (size < 119.5) {
      return digits(seconds, 3) + " s";
    }
    if (size < 7_170) {
      return digits(seconds / 60, 3) + " min";
    }
    return size < 172_000 ? digits(seconds / 3600, 3) + " h" : digits(seconds / 86_400, 3) + " d";
  }

  /** Milliseconds, three digits or whole: {@code 12.3}, {@code 1,204}. */
  public static String millis(double seconds) {
    return digits(seconds * 1e3, 3);
  }

  /** A share: {@code 93.1 %}. */
  public static String percent(double fraction) {
    if (!Double.isFinite(fraction)) {
      return NOTHING;
    }
    return String.format(Locale.ROOT, "%.1f %%", fraction * 100);
  }

  /** A share that somebody asked for, as exact as it was given: {@code 0.01 %}, {@code 2 %}. */
  public static String exactPercent(double fraction) {
    if (!Double.isFinite(fraction)) {
      return NOTHING;
    }
    BigDecimal percent = new BigDecimal(fraction * 100).round(new MathContext(9));
    return percent.stripTrailingZeros().toPlainString() + " %";
  }

  /** US dollars: {@code $0.214}, {@code $3.50}, {@code $18,144}. */
  public static String dollars(double usd) {
    if (!Double.isFinite(usd)) {
      return NOTHING;
    }
    double size = Math.abs(usd);
    if (size >= 1000) {
      return "$" + String.format(Locale.ROOT, "%,.0f", usd);
    }
    return size >= 1 || size == 0
        ? "$" + String.format(Locale.ROOT, "%.2f", usd)
        : "$" + digits(usd, 3);
  }

  /** A number with the given significant digits, but never fewer than its whole part has. */
  public static String digits(double value, int significant) {
    if (!Double.isFinite(value)) {
      return NOTHING;
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(significant, RoundingMode.HALF_UP));
    if (rounded.scale() <= 0) {
      return String.format(
          Locale.ROOT,
          "%,d",
          new BigDecimal(value).setScale(0, RoundingMode.HALF_UP).toBigInteger());
    }
    return String.format(Locale.ROOT, "%,." + rounded.scale() + "f", rounded);
  }
}
