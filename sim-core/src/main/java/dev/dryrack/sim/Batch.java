package dev.dryrack.sim;

import java.util.Arrays;

/** Slots and their times, unsorted, in the order in which they were added. */
final class Batch {

  int[] slots;
  long[] times;
  int size;

  Batch(int capacity) {
    int room = Math.max(8, capacity);
    slots = new int[room];
    times = new long[room];
  }

  void add(int slot, long time) {
    if (size == slots.length) {
      slots = Arrays.copyOf(slots, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    slots[size] = slot;
    times[size++] = time;
  }

  void clear() {
    size = 0;
  }

  /** Frees dead slots. */
  void dropDead(EventStore store) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (store.isDead(slots[i])) {
        store.free(slots[i]);
      } else {
        slots[kept] = slots[i];
        times[kept++] = times[i];
      }
    }
    size = kept;
  }
}
