package dev.dryrack.serving.cache;

import java.util.Arrays;

/**
 * A hash table from a 64-bit key to an extent: open addressing, linear probing, deletion by
 * shifting back (Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithm R).
 *
 * <p>At most half full. O(1) expected per call; allocates only when it grows.
 */
final class ExtentTable {

  /** No extent. */
  static final int NONE = -1;

  private long[] keys = new long[64];
  private int[] extents = new int[64];
  private int mask = 63;
  private int used;

  ExtentTable() {
    Arrays.fill(extents, NONE);
  }

  private static int slot(long key, int mask) {
    long mixed = key * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) & mask;
  }

  int get(long key) {
    int at = slot(key, mask);
    while (extents[at] != NONE) {
      if (keys[at] == key) {
        return extents[at];
      }
      at = (at + 1) & mask;
    }
    return NONE;
  }

  /** Enters a key, or gives it another extent. */
  void put(long key, int extent) {
    int at = slot(key, mask);
    while (extents[at] != NONE) {
      if (keys[at] == key) {
        extents[at] = extent;
        return;
      }
      at = (at + 1) & mask;
    }
    keys[at] = key;
    extents[at] = extent;
    if (2 * ++used > mask) {
      grow();
    }
  }

  /** Takes a key out that is there. */
  void remove(long key) {
    int hole = slot(key, mask);
    while (keys[hole] != key || extents[hole] == NONE) {
      hole = (hole + 1) & mask;
    }
    used--;
    int at = (hole + 1) & mask;
    while (extents[at] != NONE) {
      int home = slot(keys[at], mask);
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        keys[hole] = keys[at];
        extents[hole] = extents[at];
        hole = at;
      }
      at = (at + 1) & mask;
    }
    extents[hole] = NONE;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldExtents = extents;
    int size = 2 * keys.length;
    keys = new long[size];
    extents = new int[size];
    Arrays.fill(extents, NONE);
    mask = size - 1;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldExtents[i] != NONE) {
        int at = slot(oldKeys[i], mask);
        while (extents[at] != NONE) {
          at = (at + 1) & mask;
        }
        keys[at] = oldKeys[i];
        extents[at] = oldExtents[i];
      }
    }
  }
}
