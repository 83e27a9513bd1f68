package dev.dryrack.sim;

import java.util.Arrays;

/**
 * The rungs of a ladder: rows of time buckets, each row finer than the bucket of the row above that
 * it took the place of. Bucket widths are powers of two; a bitmap finds the next bucket in use.
 *
 * <p>A bucket is a chain of slots, the one added last first. Rows are a stack, and so is the memory
 * of their buckets. Row r covers the times from {@link #from}(r), where its undrained buckets
 * begin, to the {@code from} of the row above.
 *
 * <p>Complexity: adding O(rows), of which there are 1 or 2 but for times of very unlike scale, and
 * {@value #MAX_ROWS} at most. Allocation: none once grown.
 */
final class Rungs {

  static final int MAX_ROWS = 24;

  private static final int WORD = 64;

  private final EventStore store;

  /** First slot of each bucket of all rows. */
  private int[] heads;

  /** One bit for each bucket that has a first slot. */
  private long[] inUse;

  private int rows;
  private final long[] start = new long[MAX_ROWS];
  private final long[] from = new long[MAX_ROWS];
  private final int[] shift = new int[MAX_ROWS];
  private final int[] base = new int[MAX_ROWS];
  private final int[] buckets = new int[MAX_ROWS];

  /** The first bucket that may be in use. */
  private final int[] cursor = new int[MAX_ROWS];

  Rungs(EventStore store, int capacity) {
    this.store = store;
    int room = Math.max(WORD, Integer.highestOneBit(Math.min(capacity, 1 << 28)) * 2);
    heads = new int[room];
    Arrays.fill(heads, EventStore.NONE);
    inUse = new long[room / WORD];
  }

  int rows() {
    return rows;
  }

  boolean isFull() {
    return rows == MAX_ROWS;
  }

  /** Where the undrained buckets of the lowest row begin: later events are not due before. */
  long lowestFrom() {
    return from[rows - 1];
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
   * @param target about how many buckets to use
   */
  void open(long earliest, long latest, int target) {
    long span = latest - earliest;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(span / target);
    int count = (int) (span >>> bits) + 1;
    int row = rows++;
    start[row] = earliest;
    from[row] = earliest;
    shift[row] = bits;
    base[row] = row == 0 ? 0 : (base[row - 1] + buckets[row - 1] + WORD - 1) / WORD * WORD;
    buckets[row] = count;
    cursor[row] = 0;
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
    int bucket = nextInUse(row);
    if (bucket == EventStore.NONE) {
      rows--;
      return EventStore.NONE;
    }
    int index = base[row] + bucket;
    int head = heads[index];
    heads[index] = EventStore.NONE;
    inUse[index / WORD] &= ~(1L << index);
    if (bucket == buckets[row] - 1) {
      rows--;
    } else {
      cursor[row] = bucket + 1;
      from[row] = start[row] + ((bucket + 1L) << shift[row]);
    }
    return head;
  }

  /** Frees dead slots. */
  void dropDead() {
    for (int word = 0; word < (bucketsInUse() + WORD - 1) / WORD; word++) {
      for (long bits = inUse[word]; bits != 0; bits &= bits - 1) {
        int index = word * WORD + Long.numberOfTrailingZeros(bits);
        heads[index] = withoutDead(heads[index]);
        if (heads[index] == EventStore.NONE) {
          inUse[word] &= ~(1L << index);
        }
      }
    }
  }

  void clear() {
    Arrays.fill(heads, EventStore.NONE);
    Arrays.fill(inUse, 0);
    rows = 0;
  }

  private void addTo(int row, int slot, long time) {
    // Times beyond the last bucket, up to the row above, are the last bucket's too.
    long bucket = Math.min((time - start[row]) >>> shift[row], buckets[row] - 1L);
    int index = base[row] + (int) bucket;
    store.next[slot] = heads[index];
    heads[index] = slot;
    inUse[index / WORD] |= 1L << index;
  }

  private int nextInUse(int row) {
    int index = base[row] + cursor[row];
    int last = base[row] + buckets[row] - 1;
    int word = index / WORD;
    long bits = inUse[word] & (-1L << index);
    while (bits == 0) {
      if (++word > last / WORD) {
        return EventStore.NONE;
      }
      bits = inUse[word];
    }
    return word * WORD + Long.numberOfTrailingZeros(bits) - base[row];
  }

  private int withoutDead(int head) {
    int first = EventStore.NONE;
    int last = EventStore.NONE;
    for (int slot = head; slot != EventStore.NONE; ) {
      int after = store.next[slot];
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

  private void grow(int needed) {
    int old = heads.length;
    int room = Integer.highestOneBit(needed) * 2;
    heads = Arrays.copyOf(heads, room);
    Arrays.fill(heads, old, room, EventStore.NONE);
    inUse = Arrays.copyOf(inUse, room / WORD);
  }
}
