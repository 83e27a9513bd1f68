package dev.dryrack.sim.stat;

/**
 * Mean and extremes of a level over simulated time, such as a queue's length: each value counts for
 * as long as it held.
 *
 * <p>Units: picoseconds. Precision: the area is a double, exact for integer levels while below
 * 2<sup>53</sup> and to 1 part in 10<sup>16</sup> per update beyond. So is the time that others
 * have observed and this one was given: years of replications can be added up.
 */
public final class TimeWeighted {

  private long observedPicos;
  private long lastPicos;
  private double level;
  private double area;
  private double min;
  private double max;

  /** What {@link #add} brought. */
  private double addedPicos;

  private double addedMin;
  private double addedMax;

  /** Starts at a time with a level. */
  public TimeWeighted(long startPicos, double level) {
    restart(startPicos, level);
  }

  /**
   * The level changes.
   *
   * @throws IllegalArgumentException if the time is before the last change
   */
  public void set(long timePicos, double newLevel) {
    advanceTo(timePicos);
    level = newLevel;
    min = Math.min(min, newLevel);
    max = Math.max(max, newLevel);
  }

  /** The level changes by an amount. */
  public void change(long timePicos, double amount) {
    set(timePicos, level + amount);
  }

  /** Counts the current level up to a time, for the accessors below. */
  public void advanceTo(long timePicos) {
    if (timePicos < lastPicos) {
      throw new IllegalArgumentException(
          "time " + timePicos + " ps is before the last change at " + lastPicos + " ps");
    }
    long elapsed = timePicos - lastPicos;
    area += level * elapsed;
    observedPicos += elapsed;
    lastPicos = timePicos;
  }

  /** Forgets the past but keeps the level: the end of a warm-up. */
  public void forget(long timePicos) {
    advanceTo(timePicos);
    restart(timePicos, level);
  }

  /**
   * Adds the time that another has observed, if any; the level stays this one's. Where this one has
   * observed no time itself, its extremes are those of the others.
   */
  public void add(TimeWeighted other) {
    double otherPicos = other.observedPicos();
    if (otherPicos > 0) {
      double otherMin = other.min();
      double otherMax = other.max();
      area += other.area;
      addedPicos += otherPicos;
      addedMin = Math.min(addedMin, otherMin);
      addedMax = Math.max(addedMax, otherMax);
    }
  }

  /** The current level. */
  public double level() {
    return level;
  }

  /** How long has been observed, by this up to the last change or advance and by those added. */
  public double observedPicos() {
    return observedPicos + addedPicos;
  }

  /** The sum of level x time, in level-picoseconds. */
  public double area() {
    return area;
  }

  /** The mean level over the observed time; NaN if none was observed. */
  public double mean() {
    return observedPicos() == 0 ? Double.NaN : area / observedPicos();
  }

  /** The lowest level, however short it held. */
  public double min() {
    return hasOnlyAdded() ? addedMin : Math.min(min, addedMin);
  }

  /** The highest level, however short it held. */
  public double max() {
    return hasOnlyAdded() ? addedMax : Math.max(max, addedMax);
  }

  private boolean hasOnlyAdded() {
    return observedPicos == 0 && addedPicos > 0;
  }

  private void restart(long startPicos, double startLevel) {
    lastPicos = startPicos;
    observedPicos = 0;
    area = 0;
    level = startLevel;
    min = startLevel;
    max = startLevel;
    addedPicos = 0;
    addedMin = Double.POSITIVE_INFINITY;
    addedMax = Double.NEGATIVE_INFINITY;
  }
}
