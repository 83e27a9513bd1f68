package dev.dryrack.sim;

import java.util.Arrays;

/**
 * A hierarchical timing wheel: 11 levels of 64 buckets, one for each 6-bit digit of the time, with
 * a bitmap a level. An event is on the level of the highest digit in which it differs from the
 * wheel's base, the last time that was reached. When a bucket's turn comes, it is sorted if it
 * holds few events, else spread over the levels below.
 *
 * <p>Looking at the next event never moves the base, as earlier events may yet be scheduled. The
 * first look into a bucket searches it, and its earliest is kept from then on. When the event found
 * is cancelled before its turn, the bucket is likely to be looked into again, so its events move to
 * a {@link TournamentTree}, with all that are scheduled before the bucket's end; they return to the
 * wheel when it has reached them.
 *
 * <p>Complexity: schedule and cancel O(1), poll O(levels) amortised; the first look ahead O(events
 * of one bucket), once a bucket. While the tree is in use O(log n) each. Allocation: none once
 * grown; bytes an event: see {@link EventQueue}.
 *
 * <p>Source: G. Varghese, A. Lauck, "Hashed and Hierarchical Timing Wheels", SOSP 1987; R. K. Ahuja
 * et al., "Faster Algorithms for the Shortest Path Problem", J. ACM 37(2), 1990 (radix heap).
 */
public final class BitmapWheelEventQueue extends StoredEventQueue {

  private static final int DIGIT_BITS = 6;
  private static final int BUCKETS = 1 << DIGIT_BITS;
  private static final int LEVELS = 11;
  private static final int SORT = 12;
  private static final int SORTED_MOST = 32;

  private final SortedRun near;
  private final Chain moving = new Chain(this);
  private final int[] heads = new int[LEVELS * BUCKETS];

  /** The earliest slot of each bucket, where it is known. */
  private final int[] earliest = new int[LEVELS * BUCKETS];

  private final long[] inUse = new long[LEVELS];

  /** One bit for each level with a bucket in use. */
  private int levelsInUse;

  private long base;

  /** Events before this are in near. */
  private long nearEnd;

  /** Events before aheadEnd that are not in near; on the wheel there is none of them then. */
  private final TournamentTree ahead;

  /** Where the bucket begins that moved to the tree. */
  private long aheadStart;

  private long aheadEnd;

  /** An empty queue. */
  public BitmapWheelEventQueue() {
    this(256);
  }

  /** An empty queue with room for {@code capacity} pending events; it grows when needed. */
  public BitmapWheelEventQueue(int capacity) {
    super(capacity);
    near = new SortedRun(store, 2 * SORTED_MOST + SortedRun.PRIORITIES);
    ahead = new TournamentTree(store);
    clearOrder();
  }

  @Override
  void insert(int slot, long time) {
    if (time < nearEnd) {
      near.insert(slot, time);
      if (near.places() > SORTED_MOST && nearEnd - base > 1) {
        spreadNear();
      }
    } else if (time < aheadEnd) {
      ahead.insert(slot, time);
    } else {
      put(slot, time);
    }
  }

  @Override
  int first() {
    while (!near.isEmpty()) {
      int slot = near.first();
      if (dead == 0 || !store.isDead(slot)) {
        return slot;
      }
      near.removeFirst();
      bury(slot);
    }
    if (aheadEnd > nearEnd) {
      int slot = firstAhead();
      if (slot != EventStore.NONE) {
        return slot;
      }
    }
    return firstOnTheWheel();
  }

  @Override
  void removeFirst() {
    if (near.isEmpty() && aheadEnd > nearEnd) {
      removeFirstAhead();
      return;
    }
    while (near.isEmpty()) {
      drain();
    }
    near.removeFirst();
  }

  @Override
  void dropDead() {
    near.dropDead();
    ahead.dropDead();
    for (int level = 0; level < LEVELS; level++) {
      for (long bits = inUse[level]; bits != 0; bits &= bits - 1) {
        int bucket = Long.numberOfTrailingZeros(bits);
        take(level, bucket);
        int after;
        for (int slot = moving.head; slot != EventStore.NONE; slot = after) {
          after = store.next[slot];
          push(level, bucket, slot);
        }
      }
    }
  }

  @Override
  void clearOrder() {
    near.clear();
    ahead.clear();
    aheadEnd = 0;
    Arrays.fill(heads, EventStore.NONE);
    Arrays.fill(earliest, EventStore.NONE);
    Arrays.fill(inUse, 0);
    levelsInUse = 0;
    base = 0;
    nearEnd = 0;
  }

  @Override
  int sweepCost() {
    return ahead.sweepCost();
  }

  private void put(int slot, long time) {
    long differing = time ^ base;
    int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(differing | 1)) / DIGIT_BITS;
    push(level, (int) (time >>> (level * DIGIT_BITS)) & (BUCKETS - 1), slot);
  }

  private void push(int level, int bucket, int slot) {
    int index = level * BUCKETS + bucket;
    store.next[slot] = heads[index];
    heads[index] = slot;
    inUse[level] |= 1L << bucket;
    levelsInUse |= 1 << level;
    if (earliest[index] != EventStore.NONE && precedes(slot, earliest[index])) {
      earliest[index] = slot;
    }
  }

  /** Empties a bucket into {@link #moving}, without its dead. */
  private void take(int level, int bucket) {
    int index = level * BUCKETS + bucket;
    moving.clear();
    moving.addTurned(heads[index]);
    heads[index] = EventStore.NONE;
    earliest[index] = EventStore.NONE;
    inUse[level] &= ~(1L << bucket);
    if (inUse[level] == 0) {
      levelsInUse &= ~(1 << level);
    }
  }

  /** Sorts the next bucket in use, or spreads it over lower levels. */
  private void drain() {
    int level = Integer.numberOfTrailingZeros(levelsInUse);
    int bucket = Long.numberOfTrailingZeros(inUse[level]);
    take(level, bucket);
    base = bucketStart(level, bucket);
    boolean few = level == 0 || moving.size <= SORT;
    nearEnd = few ? bucketEnd(level, base) : base;
    int after;
    for (int slot = moving.head; slot != EventStore.NONE; slot = after) {
      after = store.next[slot];
      if (few) {
        near.insert(slot, store.time(slot));
      } else {
        put(slot, store.time(slot));
      }
    }
  }

  /** Near has become long: its events go back to the wheel, which has not moved on since. */
  private void spreadNear() {
    near.takeLater(0, moving);
    base = timePicos();
    nearEnd = base;
    int after;
    for (int slot = moving.head; slot != EventStore.NONE; slot = after) {
      after = store.next[slot];
      if (aheadEnd > nearEnd) {
        ahead.insert(slot, store.time(slot));
      } else {
        put(slot, store.time(slot));
      }
    }
  }

  /** The earliest on the wheel; a bucket whose earliest known event is dead moves to the tree. */
  private int firstOnTheWheel() {
    while (levelsInUse != 0) {
      int level = Integer.numberOfTrailingZeros(levelsInUse);
      int bucket = Long.numberOfTrailingZeros(inUse[level]);
      int index = level * BUCKETS + bucket;
      if (earliest[index] == EventStore.NONE) {
        earliest[index] = search(heads[index]);
        if (earliest[index] == EventStore.NONE) {
          take(level, bucket);
          continue;
        }
      }
      if (!store.isDead(earliest[index])) {
        return earliest[index];
      }
      moveAhead(level, bucket);
      int slot = firstAhead();
      if (slot != EventStore.NONE) {
        return slot;
      }
    }
    return EventStore.NONE;
  }

  /** The earliest in the tree, which goes out of use when it has none. */
  private int firstAhead() {
    while (true) {
      int slot = ahead.first();
      if (slot == EventStore.NONE) {
        aheadEnd = nearEnd;
        return slot;
      }
      if (dead == 0 || !store.isDead(slot)) {
        return slot;
      }
      ahead.removeFirst();
      bury(slot);
    }
  }

  private void moveAhead(int level, int bucket) {
    aheadStart = bucketStart(level, bucket);
    aheadEnd = bucketEnd(level, aheadStart);
    take(level, bucket);
    int after;
    for (int slot = moving.head; slot != EventStore.NONE; slot = after) {
      after = store.next[slot];
      ahead.insert(slot, store.time(slot));
    }
  }

  /** Once the bucket is reached, its events go to lower levels, in order as equals need it. */
  private void removeFirstAhead() {
    long time = store.time(ahead.first());
    ahead.removeFirst();
    if (time < aheadStart) {
      return;
    }
    base = time;
    nearEnd = time;
    for (int slot = firstAhead(); slot != EventStore.NONE; slot = firstAhead()) {
      ahead.removeFirst();
      put(slot, store.time(slot));
    }
  }

  /** The earliest live event of a bucket's chain, or {@link EventStore#NONE}. */
  private int search(int head) {
    int found = EventStore.NONE;
    for (int slot = head; slot != EventStore.NONE; slot = store.next[slot]) {
      store.looped++;
      if (!store.isDead(slot) && (found == EventStore.NONE || precedes(slot, found))) {
        found = slot;
      }
    }
    return found;
  }

  private long bucketStart(int level, int bucket) {
    int shift = level * DIGIT_BITS;
    // The top level has 3 bits of time left: shifting by 66 would wrap.
    long above = shift + DIGIT_BITS >= Long.SIZE ? 0 : base >>> (shift + DIGIT_BITS);
    return ((above << DIGIT_BITS) | bucket) << shift;
  }

  /** Times stay below 2^63, in which the last bucket of the top level ends. */
  private static long bucketEnd(int level, long start) {
    long width = 1L << (level * DIGIT_BITS);
    return start > Long.MAX_VALUE - width ? Long.MAX_VALUE : start + width;
  }

  private boolean precedes(int a, int b) {
    long timeA = store.time(a);
    long timeB = store.time(b);
    return timeA != timeB ? timeA < timeB : store.order(a) < store.order(b);
  }
}
