package dev.dryrack.serving.validation;

import dev.dryrack.serving.cost.StepBreakdown;
import org.jspecify.annotations.Nullable;

/**
 * What became of a point: a prediction, or the reason why there is none.
 *
 * @param point the measurement
 * @param predicted in the unit of the point; NaN if refused
 * @param low lower end of the 80 % band
 * @param high its upper end
 * @param how how it was predicted, in a few words
 * @param step where the time of a typical step goes; null where no step was priced
 * @param refusal why it was not predicted; empty if it was
 * @param repeats where the same measurement stands that counts; empty if this is the one
 */
public record Outcome(
    Point point,
    double predicted,
    double low,
    double high,
    String how,
    @Nullable StepBreakdown step,
    String refusal,
    String repeats) {

  static Outcome refused(Point point, String reason) {
    return new Outcome(point, Double.NaN, Double.NaN, Double.NaN, "", null, reason, "");
  }

  /** A predicted time; its band is as wide on both sides. */
  static Outcome time(
      Point point, double predicted, double relativeBand, String how, @Nullable StepBreakdown at) {
    return new Outcome(
        point,
        predicted,
        predicted * (1 - relativeBand),
        predicted * (1 + relativeBand),
        how,
        at,
        "",
        "");
  }

  /** A predicted speed: its band is that of the time it is the inverse of. */
  static Outcome rate(
      Point point, double predicted, double relativeBand, String how, @Nullable StepBreakdown at) {
    return new Outcome(
        point,
        predicted,
        predicted / (1 + relativeBand),
        predicted / (1 - relativeBand),
        how,
        at,
        "",
        "");
  }

  /** The same, as a repetition of a measurement that counts elsewhere; empty changes nothing. */
  Outcome repeating(String where) {
    return new Outcome(point, predicted, low, high, how, step, refusal, where);
  }

  /** The same with another band. */
  Outcome between(double newLow, double newHigh) {
    return new Outcome(point, predicted, newLow, newHigh, how, step, refusal, repeats);
  }

  /** Whether it is the one of its measurement that counts. */
  public boolean counts() {
    return repeats.isEmpty();
  }

  /** Whether there is a prediction. */
  public boolean predictedAtAll() {
    return refusal.isEmpty();
  }

  /** {@code predicted / measured - 1}. */
  public double error() {
    return predicted / point.measured() - 1;
  }

  /** Whether the measurement lies in the band. */
  public boolean inBand() {
    return point.measured() >= low && point.measured() <= high;
  }
}
