package dev.dryrack.serving.cache;

import static dev.dryrack.serving.cache.ExtentTable.NONE;

import java.util.Arrays;

/**
 * Runs of neighbouring KV blocks as rows of primitive arrays, made and released by number.
 *
 * <p>O(1) per call; {@link #referencedBlocks} O(capacity). Allocates only when the arrays grow.
 */
final class Extents {

  private static final int FIRST_SIZE = 64;

  /** Depth of blocks without keys. */
  static final int NAMELESS = -1;

  /** Key of the first block. */
  long[] key = new long[FIRST_SIZE];

  /** Blocks. */
  int[] length = new int[FIRST_SIZE];

  /** Number of the first block in its chain; {@link #NAMELESS} for blocks without keys. */
  int[] depth = new int[FIRST_SIZE];

  /** Requests that reference it. */
  int[] references = new int[FIRST_SIZE];

  /** The same keys again, computed later. */
  int[] duplicate = new int[FIRST_SIZE];

  /** What was split off in front, valid for those who hold both; of an unused row the next one. */
  int[] front = new int[FIRST_SIZE];

  private int firstUnused = NONE;

  Extents() {
    chainUnused(0);
  }

  /** Rows, used or not. */
  int capacity() {
    return key.length;
  }

  int create(long firstKey, int firstBlock, int blocks, int holders) {
    if (firstUnused == NONE) {
      grow();
    }
    int extent = firstUnused;
    firstUnused = front[extent];
    key[extent] = firstKey;
    depth[extent] = firstBlock;
    length[extent] = blocks;
    references[extent] = holders;
    duplicate[extent] = NONE;
    front[extent] = NONE;
    return extent;
  }

  void release(int extent) {
    front[extent] = firstUnused;
    references[extent] = 0;
    firstUnused = extent;
  }

  /** Blocks with a key that requests reference. */
  long referencedBlocks() {
    long sum = 0;
    for (int extent = 0; extent < key.length; extent++) {
      sum += references[extent] > 0 ? length[extent] : 0;
    }
    return sum;
  }

  private void grow() {
    int size = key.length;
    key = Arrays.copyOf(key, 2 * size);
    length = Arrays.copyOf(length, 2 * size);
    depth = Arrays.copyOf(depth, 2 * size);
    references = Arrays.copyOf(references, 2 * size);
    duplicate = Arrays.copyOf(duplicate, 2 * size);
    front = Arrays.copyOf(front, 2 * size);
    chainUnused(size);
  }

  private void chainUnused(int from) {
    for (int extent = key.length - 1; extent >= from; extent--) {
      front[extent] = firstUnused;
      firstUnused = extent;
    }
  }
}
