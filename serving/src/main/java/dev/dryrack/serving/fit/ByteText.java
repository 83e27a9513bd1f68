package dev.dryrack.serving.fit;

import java.util.Locale;

/** Numbers as sentences have them; decimal units (1 GB = 10^9 bytes). */
final class ByteText {

  private ByteText() {}

  /** Such as {@code 43.2 GB} or {@code 15.92 TB}. */
  static String bytes(double bytes) {
    double size = Math.abs(bytes);
    if (size >= 1e12) {
      return String.format(Locale.ROOT, "%.2f TB", bytes / 1e12);
    } else if (size >= 1e9) {
      return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** Such as {@code 124 %}. */
  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * fraction);
  }

  /** Such as {@code 131,072}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
