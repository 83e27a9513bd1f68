package dev.dryrack.sim.random;

/** Checks of distribution parameters. */
final class Parameters {

  private Parameters() {}

  static double positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " " + value + " is not positive and finite");
    }
    return value;
  }

  static double finite(String name, double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " " + value + " is not finite");
    }
    return value;
  }
}
