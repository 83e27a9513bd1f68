package dev.dryrack.serving.cost;

/**
 * Counts at which a function is tabulated: each one up to 64, then 16 to every doubling.
 *
 * <p>Between points, tables are interpolated linearly. Finding a point is a shift and a mask: O(1),
 * no division, no allocation. Spacing is at most 1/16 of the count.
 */
final class TokenGrid {

  private static final int EXACT_BITS = 6;
  private static final int SUB_BITS = 4;
  private static final int EXACT = 1 << EXACT_BITS;

  private final int points;

  /**
   * @param max largest count that must be covered, 0 or more
   */
  TokenGrid(long max) {
    this.points = index(max) + 2;
  }

  /** How many points a table over this grid has. */
  int points() {
    return points;
  }

  /** The point at or below a count. */
  static int index(long count) {
    if (count < EXACT) {
      return (int) count;
    }
    int shift = shift(count);
    return EXACT
        + ((shift - (EXACT_BITS - SUB_BITS)) << SUB_BITS)
        + (int) (count >>> shift)
        - (1 << SUB_BITS);
  }

  /** log2 of the spacing around a count: 0 where every count is a point. */
  static int shift(long count) {
    return count < EXACT ? 0 : 63 - Long.numberOfLeadingZeros(count) - SUB_BITS;
  }

  /** The count of a point. */
  static long count(int index) {
    if (index < EXACT) {
      return index;
    }
    int above = index - EXACT;
    int shift = (above >>> SUB_BITS) + (EXACT_BITS - SUB_BITS);
    return (long) ((above & ((1 << SUB_BITS) - 1)) + (1 << SUB_BITS)) << shift;
  }

  /** Interpolates a table of non-decreasing values; beyond the grid its last piece is prolonged. */
  long interpolate(long[] table, long count) {
    int index = index(count);
    if (index >= points - 1) {
      return prolong(table, count);
    }
    int shift = shift(count);
    long low = table[index];
    if (shift == 0) {
      return low;
    }
    long offset = count & ((1L << shift) - 1);
    return low + (((table[index + 1] - low) * offset) >> shift);
  }

  private long prolong(long[] table, long count) {
    int last = points - 1;
    return table[last] + Math.round(beyond(count) * (table[last] - table[last - 1]));
  }

  /** How far a count lies beyond the last point, in spacings of the last piece. */
  private double beyond(long count) {
    long last = count(points - 1);
    return (double) (count - last) / (last - count(points - 2));
  }

  /** Adds {@code weight} to the two points around a count, as {@link #interpolate} weighs them. */
  void addWeight(double[] weights, long count, double weight) {
    int index = index(count);
    if (index >= points - 1) {
      double beyond = beyond(count);
      weights[points - 2] -= weight * beyond;
      weights[points - 1] += weight * (1 + beyond);
      return;
    }
    int shift = shift(count);
    double share = (double) (count & ((1L << shift) - 1)) / (1L << shift);
    weights[index] += weight * (1 - share);
    weights[index + 1] += weight * share;
  }
}
