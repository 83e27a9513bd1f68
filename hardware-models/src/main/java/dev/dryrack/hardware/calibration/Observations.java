package dev.dryrack.hardware.calibration;

import java.util.ArrayList;
import java.util.List;

/**
 * Measured times of shapes of one family, told apart into those to fit and those held out.
 *
 * <p>Every fifth shape is held out, and large tables are thinned, by a hash of the shape: the same
 * on every machine, and no pattern of a grid can follow it.
 */
final class Observations {

  private static final int MOST = 15_000;
  private static final int HELD_OUT_OF = 5;

  private final List<double[]> shapes = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();

  void add(double time, double... shape) {
    if (time > 0) {
      shapes.add(shape);
      seconds.add(time);
    }
  }

  int size() {
    return shapes.size();
  }

  double[] shape(int index) {
    return shapes.get(index);
  }

  double seconds(int index) {
    return seconds.get(index);
  }

  /** Those that constants are fitted to, or those that they are not. */
  Observations part(boolean heldOut) {
    int keep = Math.max(1, (int) Math.ceil((double) size() / MOST));
    Observations part = new Observations();
    for (int i = 0; i < size(); i++) {
      int hash = hash(shape(i));
      boolean kept = Math.floorMod(hash / HELD_OUT_OF, keep) == 0;
      if (kept && (Math.floorMod(hash, HELD_OUT_OF) == 0) == heldOut) {
        part.add(seconds(i), shape(i));
      }
    }
    return part;
  }

  /** FNV-1a over the numbers, mixed once more. */
  private static int hash(double[] shape) {
    int hash = 0x811c9dc5;
    for (double number : shape) {
      long bits = Double.doubleToLongBits(number);
      for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
        hash = (hash ^ (int) (bits >>> shift & 0xff)) * 0x01000193;
      }
    }
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    return (hash ^ hash >>> 13) & Integer.MAX_VALUE;
  }
}
