package dev.dryrack.serving.planning;

/**
 * What a plan must keep to; infinity for no limit.
 *
 * @param ttftSeconds time to first token
 * @param tpotSeconds time per output token after it
 * @param endToEndSeconds time to the last token
 */
public record LatencyLimits(double ttftSeconds, double tpotSeconds, double endToEndSeconds) {

  /** Whether a point keeps to them if its steps take so many times as long as predicted. */
  public boolean metBy(PlanPoint point, double slower) {
    return point.rates().ttftSeconds() * slower <= ttftSeconds
        && point.rates().tpotSeconds() * slower <= tpotSeconds
        && point.endToEndSeconds() * slower <= endToEndSeconds;
  }

  /** Whether anything is limited. */
  public boolean any() {
    return Double.isFinite(ttftSeconds)
        || Double.isFinite(tpotSeconds)
        || Double.isFinite(endToEndSeconds);
  }
}
