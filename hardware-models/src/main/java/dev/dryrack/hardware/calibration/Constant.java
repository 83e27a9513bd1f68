package dev.dryrack.hardware.calibration;

import java.util.Locale;

/**
 * A constant of a kernel's formula, as it stands in a file of fits.
 *
 * @param key its name there
 * @param unit its unit there; empty for a plain number
 * @param scale what one of that unit is in SI units
 * @param start where the search begins, in SI units
 * @param low its least value
 * @param high its greatest value
 */
record Constant(String key, String unit, double scale, double start, double low, double high) {

  private static final int DIGITS = 3;

  static Constant number(String key, double start, double low, double high) {
    return new Constant(key, "", 1, start, low, high);
  }

  static Constant micros(String key, double start, double low, double high) {
    return new Constant(key, "us", 1e-6, start * 1e-6, low * 1e-6, high * 1e-6);
  }

  static Constant nanos(String key, double start, double low, double high) {
    return new Constant(key, "ns", 1e-9, start * 1e-9, low * 1e-9, high * 1e-9);
  }

  /** A value as the file has it: three significant digits. */
  String text(double value) {
    double own = value / scale;
    if (Math.abs(own) < 1e-6) {
      return unit.isEmpty() ? "0" : "0 " + unit;
    }
    int places = Math.max(0, DIGITS - 1 - (int) Math.floor(StrictMath.log10(Math.abs(own))));
    String number = String.format(Locale.ROOT, "%." + places + "f", own);
    return unit.isEmpty() ? number : number + " " + unit;
  }

  /** The value that {@link #text} stands for. */
  double rounded(double value) {
    String text = text(value);
    int blank = text.indexOf(' ');
    return Double.parseDouble(blank < 0 ? text : text.substring(0, blank)) * scale;
  }
}
