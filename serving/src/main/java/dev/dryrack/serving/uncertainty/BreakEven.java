package dev.dryrack.serving.uncertainty;

import java.util.function.DoublePredicate;

/**
 * Where the answer to a question turns as one input grows, found by bisection.
 *
 * <p>Only the answers at the ends and on the way are known: if it turns more than once, one of the
 * places is found. O(log(range / tolerance)) questions.
 */
public final class BreakEven {

  /** Halvings: the place is known to a billionth of the range. */
  private static final int HALVINGS = 30;

  private BreakEven() {}

  /** The place between two ends at which the answer turns; NaN if both ends answer the same. */
  public static double between(double low, double high, DoublePredicate question) {
    boolean first = question.test(low);
    if (question.test(high) == first) {
      return Double.NaN;
    }
    double from = low;
    double to = high;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = from + (to - from) / 2;
      if (question.test(middle) == first) {
        from = middle;
      } else {
        to = middle;
      }
    }
    return to;
  }
}
