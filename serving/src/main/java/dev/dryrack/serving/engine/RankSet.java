package dev.dryrack.serving.engine;

/**
 * A set of ranks as a bitmap, walked in ascending order. The rank at hand may be removed on the
 * way.
 *
 * <p>O(1) to change, O(ranks / 64) to find the next; allocates nothing.
 */
final class RankSet {

  /** No rank. */
  static final int NONE = -1;

  private final long[] words;

  RankSet(int ranks) {
    words = new long[(ranks + Long.SIZE - 1) / Long.SIZE];
  }

  void add(int rank) {
    words[rank >> 6] |= 1L << rank;
  }

  void remove(int rank) {
    words[rank >> 6] &= ~(1L << rank);
  }

  /** The smallest rank in the set, or {@link #NONE}. */
  int first() {
    return from(0);
  }

  /** The smallest rank in the set that is larger than the given one, or {@link #NONE}. */
  int after(int rank) {
    int word = (rank + 1) >> 6;
    if (word == words.length) {
      return NONE;
    }
    long bits = words[word] & (-1L << (rank + 1));
    return bits != 0 ? (word << 6) + Long.numberOfTrailingZeros(bits) : from(word + 1);
  }

  private int from(int firstWord) {
    for (int word = firstWord; word < words.length; word++) {
      if (words[word] != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(words[word]);
      }
    }
    return NONE;
  }
}
