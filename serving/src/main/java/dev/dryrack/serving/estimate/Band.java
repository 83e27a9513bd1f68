package dev.dryrack.serving.estimate;

/**
 * A predicted quantity with the range in which the true one is expected four times out of five.
 *
 * @param low lower end
 * @param mid the prediction
 * @param high upper end
 */
public record Band(double low, double mid, double high) {

  /**
   * A time: as much as {@code 1 + relative} times off either way.
   *
   * @param relative half-width, 0 for a figure that is certain
   */
  public static Band of(double mid, double relative) {
    return new Band(mid / (1 + relative), mid, mid * (1 + relative));
  }

  /** The band of {@code numerator / this}, such as a rate from a time. */
  public Band under(double numerator) {
    return new Band(numerator / high, numerator / mid, numerator / low);
  }

  /** The band of {@code this · factor}. */
  public Band times(double factor) {
    return new Band(low * factor, mid * factor, high * factor);
  }
}
