package dev.dryrack.workload.trace;

/**
 * Exact parsing of decimal numbers, without doubles and without allocation. Not thread-safe: one
 * instance holds the last result.
 *
 * <p>{@link #parse} reads {@code [+-]digits[.digits][e[+-]digits]} as {@code mantissa *
 * 10^exponent} with up to 18 significant digits; further fraction digits are cut off (they are
 * below 1e-17 of the value).
 */
final class Decimals {

  static final long PICOS_PER_SECOND = 1_000_000_000_000L;

  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private boolean negative;
  private long mantissa;
  private int exponent;

  private long seconds;
  private long picos;

  /** Reads a number; false if the bytes are not one. */
  boolean parse(byte[] text, int start, int end) {
    int at = start;
    negative = false;
    mantissa = 0;
    exponent = 0;
    if (at < end && (text[at] == '-' || text[at] == '+')) {
      negative = text[at++] == '-';
    }
    int digits = 0;
    boolean point = false;
    for (; at < end; at++) {
      int c = text[at];
      if (c >= '0' && c <= '9') {
        digits++;
        if (mantissa < POWERS[17]) {
          mantissa = mantissa * 10 + (c - '0');
          exponent -= point ? 1 : 0;
        } else if (!point) {
          exponent++;
        }
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (digits == 0) {
      return false;
    }
    return at == end || ((text[at] == 'e' || text[at] == 'E') && parseExponent(text, at + 1, end));
  }

  private boolean parseExponent(byte[] text, int start, int end) {
    int at = start;
    boolean down = false;
    if (at < end && (text[at] == '-' || text[at] == '+')) {
      down = text[at++] == '-';
    }
    if (at == end) {
      return false;
    }
    int value = 0;
    for (; at < end; at++) {
      int c = text[at];
      if (c < '0' || c > '9') {
        return false;
      }
      value = Math.min(9999, value * 10 + (c - '0'));
    }
    exponent += down ? -value : value;
    return true;
  }

  /** True if the number read is a whole one that fits a long; {@link #wholeValue} then has it. */
  boolean isWhole() {
    if (mantissa == 0) {
      return true;
    }
    if (exponent >= 0) {
      return exponent <= 18 && mantissa <= Long.MAX_VALUE / POWERS[exponent];
    }
    return exponent >= -18 && mantissa % POWERS[-exponent] == 0;
  }

  /** True if the number read is beyond what a long holds. */
  boolean isHuge() {
    return mantissa != 0
        && exponent > 0
        && (exponent > 18 || mantissa > Long.MAX_VALUE / POWERS[exponent]);
  }

  /** The number read, where {@link #isWhole()}. */
  long wholeValue() {
    if (mantissa == 0) {
      return 0;
    }
    long value = exponent >= 0 ? mantissa * POWERS[exponent] : mantissa / POWERS[-exponent];
    return negative ? -value : value;
  }

  /**
   * Splits the number read, times {@code 10^unitExponent}, into seconds and picoseconds, rounded
   * half up to a picosecond.
   *
   * @return false if it is beyond a long of seconds
   */
  boolean toTime(int unitExponent) {
    int scale = exponent + unitExponent;
    if (mantissa == 0) {
      seconds = 0;
      picos = 0;
      return true;
    }
    if (scale >= 0) {
      if (scale > 18 || mantissa > Long.MAX_VALUE / POWERS[scale]) {
        return false;
      }
      seconds = mantissa * POWERS[scale];
      picos = 0;
    } else if (scale >= -18) {
      seconds = mantissa / POWERS[-scale];
      long rest = mantissa % POWERS[-scale];
      picos = scale >= -12 ? rest * POWERS[12 + scale] : roundedQuotient(rest, POWERS[-scale - 12]);
    } else {
      seconds = 0;
      picos = -scale - 12 <= 18 ? roundedQuotient(mantissa, POWERS[-scale - 12]) : 0;
    }
    seconds += picos / PICOS_PER_SECOND;
    picos %= PICOS_PER_SECOND;
    if (negative) {
      seconds = -seconds - (picos > 0 ? 1 : 0);
      picos = picos > 0 ? PICOS_PER_SECOND - picos : 0;
    }
    return true;
  }

  private static long roundedQuotient(long value, long divisor) {
    long quotient = value / divisor;
    return value % divisor >= divisor - divisor / 2 ? quotient + 1 : quotient;
  }

  /** Whole seconds of the last {@link #toTime}, rounded down. */
  long seconds() {
    return seconds;
  }

  /** Picoseconds within the second, 0 to 1e12 - 1. */
  long picos() {
    return picos;
  }
}
