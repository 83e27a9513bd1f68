package dev.dryrack.workload.profile;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * Finds the tick to which times are rounded, as Mooncake's are to about 3 s: several requests share
 * a time, and nearly all times are whole ticks apart. The tick is the median gap between different
 * times. Holds 8 bytes per different time.
 */
final class StampedTicks {

  /** Fewer times say nothing. */
  private static final int LEAST_GAPS = 20;

  /** Requests per time from which on times are shared by more than chance. */
  private static final double SHARED = 1.2;

  /** How near to whole ticks a gap is, relative to the tick, and how many gaps are. */
  private static final double NEAR = 0.01;

  private static final double MOST = 0.9;

  /** Part of the dispersion per second that may be the ticks' before it matters. */
  private static final double NEGLIGIBLE = 0.1;

  private final Numbers gaps = new Numbers();
  private long requests;
  private long last;

  /** Takes the next time, not earlier than the one before. */
  void add(long picos) {
    if (requests++ > 0 && picos != last) {
      gaps.add((picos - last) * 1e-12);
    }
    last = picos;
  }

  /** The tick; 0 if there is none. */
  double seconds() {
    if (gaps.size() < LEAST_GAPS || requests < SHARED * (gaps.size() + 1)) {
      return 0;
    }
    double[] sorted = gaps.toArray();
    Arrays.sort(sorted);
    double tick = sorted[sorted.length / 2];
    int whole = 0;
    for (double gap : sorted) {
      double ticks = gap / tick;
      whole += Math.rint(ticks) > 0 && Math.abs(ticks - Math.rint(ticks)) < NEAR ? 1 : 0;
    }
    return whole < MOST * sorted.length ? 0 : tick;
  }

  /**
   * Whether the ticks show in the counts per second: a second has one tick more or less than
   * another, unless ticks divide it, which adds a variance of {@code (rate tick)^2 p (1 - p)} with
   * p the part of a tick that is left over.
   *
   * @param rate mean requests per second
   * @param dispersion index of dispersion of the counts per second
   */
  boolean distort(double rate, double dispersion) {
    double tick = seconds();
    if (tick == 0) {
      return false;
    }
    double ticks = 1 / tick;
    double over = ticks - Math.floor(ticks);
    return rate * tick * tick * over * (1 - over) > NEGLIGIBLE * dispersion;
  }

  /** The tick as the flag that spreads it says it, such as {@code 3s}. */
  String shown() {
    BigDecimal rounded = new BigDecimal(seconds()).round(new MathContext(3));
    return rounded.stripTrailingZeros().toPlainString() + "s";
  }
}
