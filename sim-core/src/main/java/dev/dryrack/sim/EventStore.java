package dev.dryrack.sim;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The records of pending events: fields in primitive arrays, addressed by slot, with a free list.
 *
 * <p>Four longs of one record lie side by side, so that reading an event touches one cache line. A
 * slot has a generation that changes when its event leaves: a handle (generation and slot) of an
 * event that is gone never matches again. A slot whose generations are used up (2<sup>31</sup>) is
 * retired instead of starting anew.
 *
 * <p>Cancelled events are marked dead; the order they are in frees them later.
 *
 * <p>Complexity: O(1) each but for copies. Allocation: none once grown to the most pending and dead
 * events; 40 bytes an event.
 */
final class EventStore {

  static final int NONE = -1;

  /** Most events pending at once: the record array's limit. */
  private static final int MAX_SLOTS = 1 << 28;

  /** Numbers scheduled events; the order key leaves it 56 bits. */
  static final long MAX_SEQUENCE = (1L << 56) - 1;

  private static final int STRIDE = 4;
  private static final int TIME = 0;
  private static final int ORDER = 1;
  private static final int ADDRESS = 2;
  private static final int ARGUMENT = 3;
  private static final long DEAD = Long.MIN_VALUE;

  /** Next slot of whatever chain a slot is in: the free list here, or one of an event list's. */
  int[] next;

  private long[] records;

  /** By slot; tests set it near its end. */
  int[] generations;

  /**
   * By slot, once something was restored: the generations given out until then, from which on a
   * slot that leaves goes on.
   */
  private int @Nullable [] spent;

  /** Most slots of this store. */
  private final int mostSlots;

  private int used;
  private int freeHead = NONE;

  /**
   * Events and buckets that the list above has looked at or moved in loops of unbounded length,
   * ever: divided by its calls it tells whether they cost O(1), as tests ask.
   */
  long looped;

  /** The number of the next event; tests set it near its end. */
  long sequence;

  EventStore(int capacity) {
    this(capacity, MAX_SLOTS);
  }

  /** With a lower limit than the usual, at least 8, for tests. */
  EventStore(int capacity, int mostSlots) {
    this.mostSlots = mostSlots;
    int slots = Math.max(8, Math.min(capacity, mostSlots));
    records = new long[slots * STRIDE];
    generations = new int[slots];
    next = new int[slots];
  }

  /** Takes a slot and fills it. */
  int add(long timePicos, int priority, int target, int type, long argument) {
    if (priority != (byte) priority) {
      throw new IllegalArgumentException("priority " + priority + " is outside -128 to 127");
    }
    if (target < 0) {
      throw new IllegalArgumentException("target " + target + " is negative");
    }
    if (sequence > MAX_SEQUENCE) {
      throw new IllegalStateException("more than " + MAX_SEQUENCE + " events were scheduled");
    }
    int slot = freeHead;
    if (slot == NONE) {
      slot = fresh();
    } else {
      freeHead = next[slot];
    }
    int base = slot * STRIDE;
    long[] r = records;
    r[base + TIME] = timePicos;
    r[base + ORDER] = ((long) priority << 56) | sequence++;
    r[base + ADDRESS] = ((long) target << 32) | (type & 0xFFFF_FFFFL);
    r[base + ARGUMENT] = argument;
    return slot;
  }

  /** Gives a slot back; the handle of its event no longer matches. */
  void free(int slot) {
    int generation = generations[slot];
    if (spent != null) {
      generation = Math.max(generation, spent[slot]);
    }
    generations[slot] = ++generation;
    if (generation >= 0) {
      next[slot] = freeHead;
      freeHead = slot;
    }
  }

  /**
   * Marks the event of a handle dead.
   *
   * @return false if the handle's event is gone
   */
  boolean kill(long handle) {
    int slot = (int) handle;
    if (slot < 0 || slot >= used || generations[slot] != (int) (handle >>> 32) || isDead(slot)) {
      return false;
    }
    records[slot * STRIDE + ADDRESS] = DEAD;
    return true;
  }

  boolean isDead(int slot) {
    return records[slot * STRIDE + ADDRESS] == DEAD;
  }

  long handle(int slot) {
    return ((long) generations[slot] << 32) | slot;
  }

  long time(int slot) {
    return records[slot * STRIDE + TIME];
  }

  /** Orders events of equal time: priority in the top 8 bits, sequence in the others. */
  long order(int slot) {
    return records[slot * STRIDE + ORDER];
  }

  int priority(int slot) {
    return (int) (records[slot * STRIDE + ORDER] >> 56);
  }

  int target(int slot) {
    return (int) (records[slot * STRIDE + ADDRESS] >>> 32);
  }

  int type(int slot) {
    return (int) records[slot * STRIDE + ADDRESS];
  }

  long argument(int slot) {
    return records[slot * STRIDE + ARGUMENT];
  }

  /** A copy in which dead events are gone. */
  EventStore copy() {
    EventStore copy = new EventStore(used);
    copy.copyFrom(this);
    return copy;
  }

  /**
   * Makes this equal to another, without its dead events. Handles given out here that are not of
   * the other's pending events never match again.
   *
   * @return the slots of the pending events in the order in which they were scheduled
   */
  int[] copyFrom(EventStore other) {
    int[] live = other.liveSlots();
    int slots = Math.max(generations.length, other.used);
    if (slots > generations.length) {
      resize(slots);
    }
    if (used > 0) {
      rememberSpent();
    }
    System.arraycopy(other.records, 0, records, 0, other.used * STRIDE);
    System.arraycopy(other.generations, 0, generations, 0, other.used);
    used = Math.max(used, other.used);
    sequence = other.sequence;
    freeHead = NONE;
    boolean[] pending = new boolean[used];
    for (int slot : live) {
      pending[slot] = true;
    }
    for (int slot = used - 1; slot >= 0; slot--) {
      if (!pending[slot] && generations[slot] >= 0) {
        free(slot);
      }
    }
    return live;
  }

  /** The slots of the pending events in the order in which they were scheduled; O(n log n). */
  int[] liveSlots() {
    boolean[] gone = new boolean[used];
    for (int slot = freeHead; slot != NONE; slot = next[slot]) {
      gone[slot] = true;
    }
    return IntStream.range(0, used)
        .filter(slot -> !gone[slot] && generations[slot] >= 0 && !isDead(slot))
        .boxed()
        .sorted(Comparator.comparingLong(slot -> order(slot) & MAX_SEQUENCE))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private int fresh() {
    if (used == generations.length) {
      if (used == mostSlots) {
        throw new IllegalStateException(
            mostSlots + " events are pending, the most there can be: does a loop schedule them?");
      }
      int slots = Math.min(mostSlots, used * 2);
      resize(slots);
    }
    return used++;
  }

  private void resize(int slots) {
    records = Arrays.copyOf(records, slots * STRIDE);
    generations = Arrays.copyOf(generations, slots);
    next = Arrays.copyOf(next, slots);
    if (spent != null) {
      spent = Arrays.copyOf(spent, slots);
    }
  }

  private void rememberSpent() {
    int[] until = spent == null ? new int[generations.length] : spent;
    for (int slot = 0; slot < used; slot++) {
      int generation = generations[slot] < 0 ? Integer.MAX_VALUE : generations[slot];
      until[slot] = Math.max(until[slot], generation);
    }
    spent = until;
  }
}
