package dev.dryrack.sim;

import java.util.Arrays;

/**
 * The rungs of a ladder: rows of time buckets, each row finer than the bucket of the row above that
 * it took the place of. Bucket widths are powers of two; two levels of bitmaps find the next bucket
 * in use.
 *
 * <p>A bucket is a chain of slots, the one added last first. Rows are a stack, and so is the memory
 * of their buckets. Row r covers the times from {@link #from}(r), where its undrained buckets
 * begin, to the {@code from} of the row above.
 *
 * <p>Complexity: adding O(rows), of which there are 1 or 2 but for times of very unlike scale, and
 * {@value #MAX_ROWS} at most. Allocation: none once grown.
 */
final class Rungs {

  static final int MAX_ROWS = 64;

  private static final int WORD = 64;
  private static final int BLOCK = WORD * WORD;

  /** Room for so many buckets is kept for rows below the first. */
  private static final int SPARE = 8 * BLOCK;

  private final EventStore store;

  /** First slot of each bucket of all rows. */
  private int[] heads;

  /** One bit for each bucket that has a first slot. */
  private long[] inUse;

  /** One bit for each word of {@link #inUse} that is not 0. */
  private long[] wordsInUse;

  private int rows;
  private final long[] start = new long[MAX_ROWS];
  private final long[] from = new long[MAX_ROWS];
  private final int[] shift = new int[MAX_ROWS];
  private final int[] base = new int[MAX_ROWS];
  private final int[] buckets = new int[MAX_ROWS];

  /** The first word of {@link #wordsInUse} that may be other than 0. */
  private final int[] cursor = new int[MAX_ROWS];

  /** Rows with room for {@code capacity} buckets in the first, and some below it. */
  Rungs(EventStore store, int capacity) {
    this.store = store;
    int room = room(Math.min(capacity, 1 << 28));
    heads = new int[room];
    Arrays.fill(heads, EventStore.NONE);
    inUse = new long[room / WORD];
    wordsInUse = new long[room / BLOCK];
  }

  int rows() {
    return rows;
  }

  boolean isFull() {
    return rows == MAX_ROWS;
  }

  /** The number of buckets of all rows. */
  int bucketsInUse() {
    return rows == 0 ? 0 : base[rows - 1] + buckets[rows - 1];
  }

  /**
   * Adds a row below the others.
   *
   * @param earliest of the times that it is to spread, which are more than one
   * @param latest of them
   * @param target about how many buckets to use; fewer below the first row where room is scarce, so
   *     that it need not grow as long as the first row does not
   */
  void open(long earliest, long latest, int target) {
    int row = rows++;
    base[row] = row == 0 ? 0 : (base[row - 1] + buckets[row - 1] + BLOCK - 1) / BLOCK * BLOCK;
    int most = row == 0 ? target : Math.max(BLOCK - 1, (heads.length - base[row]) / 2);
    long span = latest - earliest;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(span / Math.min(target, most));
    int count = (int) (span >>> bits) + 1;
    start[row] = earliest;
    from[row] = earliest;
    shift[row] = bits;
    buckets[row] = count;
    cursor[row] = base[row] / BLOCK;
    if (base[row] + count > heads.length) {
      grow(base[row] + count);
    }
  }

  /** Adds a slot to the row that covers its time; false if that is before all rows. */
  boolean add(int slot, long time) {
    for (int row = 0; row < rows; row++) {
      if (time >= from[row]) {
        addTo(row, slot, time);
        return true;
      }
    }
    return false;
  }

  /** Adds a slot to the lowest row. */
  void addToLowest(int slot, long time) {
    addTo(rows - 1, slot, time);
  }

  /**
   * Takes the next bucket in use out of the lowest row; closes the row if it was the last.
   *
   * @return the first slot of the bucket's chain, or {@link EventStore#NONE} if the row was empty
   */
  int drain() {
    int row = rows - 1;
    int index = nextInUse(row);
    if (index == EventStore.NONE) {
      rows--;
      return EventStore.NONE;
    }
    int head = heads[index];
    heads[index] = EventStore.NONE;
    unmark(index);
    int bucket = index - base[row];
    if (bucket == buckets[row] - 1) {
      rows--;
    } else {
      from[row] = start[row] + ((bucket + 1L) << shift[row]);
    }
    return head;
  }

  /**
   * Whether the lowest row holds no more than so many events. O(limit); false also where that is
   * not found out with so little.
   */
  boolean lowestHoldsAtMost(int limit) {
    int row = rows - 1;
    int left = limit;
    int last = (base[row] + buckets[row] - 1) / BLOCK;
    if (last - cursor[row] > limit) {
      return false;
    }
    for (int block = cursor[row]; block <= last; block++) {
      store.looped++;
      for (long words = wordsInUse[block]; words != 0; words &= words - 1) {
        int word = block * WORD + Long.numberOfTrailingZeros(words);
        for (long bits = inUse[word]; bits != 0; bits &= bits - 1) {
          int index = word * WORD + Long.numberOfTrailingZeros(bits);
          for (int slot = heads[index]; slot != EventStore.NONE; slot = store.next[slot]) {
            store.looped++;
            if (--left < 0) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }

  /** Frees dead slots. */
  void dropDead() {
    for (int word = 0; word < (bucketsInUse() + WORD - 1) / WORD; word++) {
      store.looped++;
      for (long bits = inUse[word]; bits != 0; bits &= bits - 1) {
        int index = word * WORD + Long.numberOfTrailingZeros(bits);
        heads[index] = withoutDead(heads[index]);
        if (heads[index] == EventStore.NONE) {
          unmark(index);
        }
      }
    }
  }

  void clear() {
    Arrays.fill(heads, EventStore.NONE);
    Arrays.fill(inUse, 0);
    Arrays.fill(wordsInUse, 0);
    rows = 0;
  }

  private void addTo(int row, int slot, long time) {
    // Times beyond the last bucket, up to the row above, are the last bucket's too.
    long bucket = Math.min((time - start[row]) >>> shift[row], buckets[row] - 1L);
    int index = base[row] + (int) bucket;
    store.next[slot] = heads[index];
    heads[index] = slot;
    int word = index >>> 6;
    inUse[word] |= 1L << index;
    wordsInUse[word >>> 6] |= 1L << word;
  }

  private void unmark(int index) {
    int word = index >>> 6;
    long bits = inUse[word] & ~(1L << index);
    inUse[word] = bits;
    // (bits | -bits) has its top bit set if any bit is: no branch.
    wordsInUse[word >>> 6] &= ~((~(bits | -bits) >>> 63) << word);
  }

  /** The index of the row's next bucket in use. */
  private int nextInUse(int row) {
    int block = cursor[row];
    long words = wordsInUse[block];
    while (words == 0) {
      store.looped++;
      if (++block * BLOCK >= base[row] + buckets[row]) {
        return EventStore.NONE;
      }
      cursor[row] = block;
      words = wordsInUse[block];
    }
    int word = (block << 6) + Long.numberOfTrailingZeros(words);
    return (word << 6) + Long.numberOfTrailingZeros(inUse[word]);
  }

  private int withoutDead(int head) {
    int first = EventStore.NONE;
    int last = EventStore.NONE;
    for (int slot = head; slot != EventStore.NONE; ) {
      int after = store.next[slot];
      store.looped++;
      if (store.isDead(slot)) {
        store.free(slot);
      } else {
        if (first == EventStore.NONE) {
          first = slot;
        } else {
          store.next[last] = slot;
        }
        last = slot;
      }
      slot = after;
    }
    if (last != EventStore.NONE) {
      store.next[last] = EventStore.NONE;
    }
    return first;
  }

  private static int room(int needed) {
    return Math.max(BLOCK, Integer.highestOneBit(needed) * 2) + SPARE;
  }

  private void grow(int needed) {
    int old = heads.length;
    int room = room(needed);
    heads = Arrays.copyOf(heads, room);
    Arrays.fill(heads, old, room, EventStore.NONE);
    inUse = Arrays.copyOf(inUse, room / WORD);
    wordsInUse = Arrays.copyOf(wordsInUse, room / BLOCK);
  }
}
