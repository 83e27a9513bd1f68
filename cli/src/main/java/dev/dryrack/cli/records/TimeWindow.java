package dev.dryrack.cli.records;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.hardware.facts.Dimension;

/**
 * A span of simulated time.
 *
 * @param fromPicos its begin
 * @param toPicos its end, which does not belong to it
 */
public record TimeWindow(long fromPicos, long toPicos) {

  /** All of the run. */
  public static final TimeWindow ALL = new TimeWindow(0, Long.MAX_VALUE);

  private static final double PICOS_PER_SECOND = 1e12;
  private static final String SEPARATOR = "..";

  /**
   * Reads a window such as {@code 10s..20s}; either side may be missing.
   *
   * @param option what messages call it
   * @throws UsageException if it is none
   */
  public static TimeWindow parse(String option, String text) {
    int at = text.indexOf(SEPARATOR);
    if (at < 0 || text.equals(SEPARATOR)) {
      throw new UsageException(option + " " + text + ": write a window like 10s..20s");
    }
    String from = text.substring(0, at).strip();
    String to = text.substring(at + SEPARATOR.length()).strip();
    TimeWindow window =
        new TimeWindow(
            from.isEmpty() ? 0 : picos(option, from),
            to.isEmpty() ? Long.MAX_VALUE : picos(option, to));
    if (window.fromPicos >= window.toPicos) {
      throw new UsageException(option + " " + text + ": does not end after its begin");
    }
    return window;
  }

  /**
   * Reads a time above 0 such as {@code 500ms}; a bare number is in seconds.
   *
   * @param option what messages call it
   * @throws UsageException if it is none
   */
  public static long span(String option, String text) {
    long picos = picos(option, text);
    if (picos < 1) {
      throw new UsageException(option + " " + text + ": write a time above 0, such as 500ms");
    }
    return picos;
  }

  private static long picos(String option, String text) {
    try {
      boolean bare = !text.isEmpty() && Character.isDigit(text.charAt(text.length() - 1));
      return Math.round(Dimension.SECONDS.parse(bare ? text + " s" : text) * PICOS_PER_SECOND);
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + " " + text + ": " + e.getMessage());
    }
  }

  /** Whether something that lasts from one time to another is in it, at least in part. */
  public boolean overlaps(long beginPicos, long endPicos) {
    return endPicos > fromPicos && beginPicos < toPicos;
  }
}
