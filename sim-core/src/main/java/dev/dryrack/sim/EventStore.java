package dev.dryrack.sim;

import java.util.Arrays;

/**
 * The records of pending events: fields in primitive arrays, addressed by slot, with a free list.
 *
 * <p>Four longs of one record lie side by side, so that reading an event touches one cache line. A
 * slot has a generation that changes whenever its event leaves or is cancelled: a handle
 * (generation and slot) of an event that is gone never matches again. A slot whose generations are
 * used up (2<sup>31</sup>) is retired instead of starting anew.
 *
 * <p>Cancelled events stay where they are, marked dead, until the list drops them.
 *
 * <p>Complexity: O(1) each. Allocation: none once grown to the most pending and dead events.
 */
final class EventStore {

  static final int NONE = -1;

  /** Most events pending at once: the record array's limit. */
  static final int MAX_SLOTS = 1 << 28;

  /** Numbers scheduled events; the order key leaves it 56 bits. */
  static final long MAX_SEQUENCE = (1L << 56) - 1;

  private static final int STRIDE = 4;
  private static final int TIME = 0;
  private static final int ORDER = 1;
  private static final int ADDRESS = 2;
  private static final int ARGUMENT = 3;
  private static final long DEAD = Long.MIN_VALUE;

  private long[] records;
  private int[] generations;

  /** Next slot of whatever chain a slot is in: the free list here, or a list's bucket. */
  int[] next;

  private int used;
  private int freeHead = NONE;
  private long sequence;

  EventStore(int capacity) {
    int slots = Math.max(8, capacity);
    records = new long[slots * STRIDE];
    generations = new int[slots];
    next = new int[slots];
  }

  /** Takes a slot and fills it; the event's order key is {@link #order(int)}. */
  int add(long timePicos, int priority, int target, int type, long argument) {
    if (timePicos < 0 || timePicos == EventQueue.NO_TIME) {
      throw new IllegalArgumentException(
          "event time " + timePicos + " ps is outside 0 to " + (EventQueue.NO_TIME - 1));
    }
    if (priority != (byte) priority) {
      throw new IllegalArgumentException("priority " + priority + " is outside -128 to 127");
    }
    if (target < 0) {
      throw new IllegalArgumentException("target " + target + " is negative");
    }
    if (sequence > MAX_SEQUENCE) {
      throw new IllegalStateException("more than " + MAX_SEQUENCE + " events were scheduled");
    }
    int slot = take();
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
    if (++generations[slot] >= 0) {
      next[slot] = freeHead;
      freeHead = slot;
    }
  }

  /**
   * Marks the event of a handle dead.
   *
   * @return its slot, still to be dropped, or {@link #NONE} if the handle's event is gone
   */
  int kill(long handle) {
    int slot = (int) handle;
    if (slot < 0 || slot >= used || generations[slot] != (int) (handle >>> 32)) {
      return NONE;
    }
    int base = slot * STRIDE + ADDRESS;
    if (records[base] == DEAD) {
      return NONE;
    }
    records[base] = DEAD;
    return slot;
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

  int target(int slot) {
    return (int) (records[slot * STRIDE + ADDRESS] >>> 32);
  }

  int type(int slot) {
    return (int) records[slot * STRIDE + ADDRESS];
  }

  long argument(int slot) {
    return records[slot * STRIDE + ARGUMENT];
  }

  /** Whether the event of slot {@code a} leaves before that of slot {@code b}. */
  boolean precedes(int a, int b) {
    long timeA = records[a * STRIDE + TIME];
    long timeB = records[b * STRIDE + TIME];
    return timeA != timeB ? timeA < timeB : order(a) < order(b);
  }

  /** The priority within an order key. */
  static int priorityOf(long order) {
    return (int) (order >> 56);
  }

  private int take() {
    int slot = freeHead;
    if (slot != NONE) {
      freeHead = next[slot];
      return slot;
    }
    if (used == generations.length) {
      grow();
    }
    return used++;
  }

  private void grow() {
    if (used == MAX_SLOTS) {
      throw new IllegalStateException(
          "more than " + MAX_SLOTS + " events pending at once: is something scheduling in a loop?");
    }
    int slots = Math.min(MAX_SLOTS, used * 2);
    records = Arrays.copyOf(records, slots * STRIDE);
    generations = Arrays.copyOf(generations, slots);
    next = Arrays.copyOf(next, slots);
  }
}
