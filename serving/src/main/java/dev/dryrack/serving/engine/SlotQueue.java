package dev.dryrack.serving.engine;

/** Slots in order of arrival, in a ring. O(1); allocates only when it grows. */
final class SlotQueue {

  private int[] ring = new int[64];
  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The slot at a place, 0 being the first. */
  int get(int place) {
    return ring[(head + place) & (ring.length - 1)];
  }

  void swap(int one, int other) {
    int slot = get(one);
    ring[(head + one) & (ring.length - 1)] = get(other);
    ring[(head + other) & (ring.length - 1)] = slot;
  }

  void add(int slot) {
    if (size == ring.length) {
      int[] larger = new int[2 * size];
      for (int i = 0; i < size; i++) {
        larger[i] = get(i);
      }
      ring = larger;
      head = 0;
    }
    ring[(head + size++) & (ring.length - 1)] = slot;
  }

  int remove() {
    int slot = ring[head];
    head = (head + 1) & (ring.length - 1);
    size--;
    return slot;
  }
}
