package dev.dryrack.workload.synthetic;

/** Checks of parameters, and how messages and descriptions write numbers. */
final class Require {

  private Require() {}

  static void holds(boolean holds, String field, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be " + allowed);
    }
  }

  static void positive(String field, double value) {
    holds(value > 0 && Double.isFinite(value), field, value, "above 0 and finite");
  }

  static void within(String field, double value, double least, double most) {
    holds(
        value >= least && value <= most,
        field,
        value,
        "within " + plain(least) + " to " + plain(most));
  }

  /** A number without needless digits. */
  static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
