package dev.dryrack.sim;

/**
 * Slots in the order in which they were scheduled, linked through {@link EventStore#next}: what a
 * bucket gives when its turn comes. It needs no room of its own, however many there are.
 *
 * <p>Complexity: O(1) a slot. Allocation: none.
 */
final class Chain {

  private final StoredEventQueue queue;
  private final EventStore store;

  /** The slot scheduled first, or {@link EventStore#NONE}. */
  int head;

  /** How many slots there are. */
  int size;

  /** The earliest time of any. */
  long earliest;

  /** The latest time of any. */
  long latest;

  private int tail;

  Chain(StoredEventQueue queue) {
    this.queue = queue;
    store = queue.store;
    clear();
  }

  void clear() {
    head = EventStore.NONE;
    tail = EventStore.NONE;
    size = 0;
    earliest = EventQueue.NO_TIME;
    latest = 0;
  }

  /** Adds a slot at the end. */
  void add(int slot, long time) {
    store.next[slot] = EventStore.NONE;
    append(slot, slot);
    count(time);
  }

  /** Adds a bucket, which has the slot scheduled last first, turned around and without its dead. */
  void addTurned(int bucket) {
    int first = EventStore.NONE;
    int last = EventStore.NONE;
    int after;
    for (int slot = bucket; slot != EventStore.NONE; slot = after) {
      after = store.next[slot];
      store.looped++;
      if (queue.dead > 0 && store.isDead(slot)) {
        queue.bury(slot);
        continue;
      }
      store.next[slot] = first;
      first = slot;
      if (last == EventStore.NONE) {
        last = slot;
      }
      count(store.time(slot));
    }
    if (first != EventStore.NONE) {
      append(first, last);
    }
  }

  private void append(int first, int last) {
    if (head == EventStore.NONE) {
      head = first;
    } else {
      store.next[tail] = first;
    }
    tail = last;
  }

  private void count(long time) {
    size++;
    earliest = Math.min(earliest, time);
    latest = Math.max(latest, time);
  }
}
