package dev.dryrack.sim;

import java.util.Arrays;

/**
 * Slots in order, in an array whose end is the earliest. Events of equal time and priority share
 * one place, as a chain from the first scheduled to the last: any number of them costs O(1) each.
 *
 * <p>Complexity for n different (time, priority): insert O(n) moves after O(log n) comparisons,
 * first and remove O(1). Events must be inserted in the order of their sequence as far as they are
 * equal. Allocation: none once grown.
 */
final class SortedRun {

  /** Events of one time are of at most so many priorities. */
  static final int PRIORITIES = 256;

  private static final int LINEAR = 24;

  private final EventStore store;

  /** Latest first. */
  private long[] times;

  /** First slot of the chain in the upper half, last in the lower. */
  private long[] chains;

  private int places;

  SortedRun(EventStore store, int capacity) {
    this.store = store;
    times = new long[capacity];
    chains = new long[capacity];
  }

  boolean isEmpty() {
    return places == 0;
  }

  /** The number of different (time, priority). */
  int places() {
    return places;
  }

  /** The slot of the earliest event; there must be one. */
  int first() {
    return (int) (chains[places - 1] >>> 32);
  }

  void removeFirst() {
    long chain = chains[places - 1];
    int head = (int) (chain >>> 32);
    int tail = (int) chain;
    if (head == tail) {
      places--;
    } else {
      chains[places - 1] = chain(store.next[head], tail);
    }
  }

  void insert(int slot, long time) {
    int place = places <= LINEAR ? scan(time) : search(time);
    if (place > 0 && times[place - 1] == time) {
      insertAmongEquals(place, slot, time);
    } else {
      put(place, slot, time);
    }
  }

  /** As {@link #insert} into an empty run. */
  void begin(int slot, long time) {
    times[0] = time;
    chains[0] = chain(slot, slot);
    places = 1;
  }

  /** Empties this, keeping room. */
  void clear() {
    places = 0;
  }

  /** Frees dead slots. */
  void dropDead() {
    store.looped += places;
    int kept = 0;
    for (int i = 0; i < places; i++) {
      long alive = withoutDead(chains[i]);
      if (alive >= 0) {
        times[kept] = times[i];
        chains[kept++] = alive;
      }
    }
    places = kept;
  }

  /**
   * Moves the later part, from each place's first to its last.
   *
   * @param keep places to keep at least
   * @param into emptied before
   */
  void takeLater(int keep, Chain into) {
    into.clear();
    int cut = places - keep;
    while (keep > 0 && cut > 0 && times[cut - 1] == times[cut]) {
      cut--;
    }
    for (int i = 0; i < cut; i++) {
      int tail = (int) chains[i];
      int slot = (int) (chains[i] >>> 32);
      while (slot != tail) {
        int after = store.next[slot];
        into.add(slot, times[i]);
        slot = after;
      }
      into.add(tail, times[i]);
    }
    store.looped += into.size + (places - cut);
    if (cut > 0) {
      System.arraycopy(times, cut, times, 0, places - cut);
      System.arraycopy(chains, cut, chains, 0, places - cut);
      places -= cut;
    }
  }

  /** The place behind all of this time or later, counting from the latest. */
  private int scan(long time) {
    int place = places;
    while (place > 0 && times[place - 1] < time) {
      place--;
    }
    return place;
  }

  private int search(long time) {
    int low = 0;
    int high = places;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private void insertAmongEquals(int behind, int slot, long time) {
    int priority = store.priority(slot);
    int place = behind;
    while (place > 0 && times[place - 1] == time) {
      long chain = chains[place - 1];
      int other = store.priority((int) chain);
      if (other == priority) {
        store.next[(int) chain] = slot;
        chains[place - 1] = chain((int) (chain >>> 32), slot);
        return;
      }
      if (other > priority) {
        break;
      }
      place--;
    }
    put(place, slot, time);
  }

  private void put(int place, int slot, long time) {
    if (places == times.length) {
      times = Arrays.copyOf(times, 2 * places);
      chains = Arrays.copyOf(chains, 2 * places);
    }
    int moved = places - place;
    if (moved <= LINEAR) {
      for (int i = places; i > place; i--) {
        times[i] = times[i - 1];
        chains[i] = chains[i - 1];
      }
    } else {
      store.looped += moved;
      System.arraycopy(times, place, times, place + 1, moved);
      System.arraycopy(chains, place, chains, place + 1, moved);
    }
    times[place] = time;
    chains[place] = chain(slot, slot);
    places++;
  }

  /** The chain without its dead, which are freed; negative if none is left. */
  private long withoutDead(long chain) {
    int tail = (int) chain;
    int slot = (int) (chain >>> 32);
    int head = EventStore.NONE;
    int last = EventStore.NONE;
    while (true) {
      int after = store.next[slot];
      if (store.isDead(slot)) {
        store.free(slot);
      } else {
        if (head == EventStore.NONE) {
          head = slot;
        } else {
          store.next[last] = slot;
        }
        last = slot;
      }
      if (slot == tail) {
        return head == EventStore.NONE ? EventStore.NONE : chain(head, last);
      }
      slot = after;
    }
  }

  private static long chain(int head, int tail) {
    return ((long) head << 32) | tail;
  }
}
