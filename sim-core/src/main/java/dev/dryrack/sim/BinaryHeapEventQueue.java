package dev.dryrack.sim;

import java.util.Arrays;

/**
 * The reference event list: an implicit binary heap with its keys beside its entries.
 *
 * <p>Complexity: schedule and poll O(log n), cancel O(1) amortised. Allocation: none once grown;
 * bytes an event: see {@link EventQueue}.
 */
public final class BinaryHeapEventQueue extends StoredEventQueue {

  /** Entry i: its time at 2i and its order among equal times at 2i+1. */
  private long[] keys;

  private int[] slots;
  private int entries;

  /** An empty queue. */
  public BinaryHeapEventQueue() {
    this(256);
  }

  /** An empty queue with room for {@code capacity} pending events; it grows when needed. */
  public BinaryHeapEventQueue(int capacity) {
    super(capacity);
    int room = Math.max(8, capacity);
    keys = new long[2 * room];
    slots = new int[room];
  }

  @Override
  void insert(int slot, long timePicos) {
    if (entries == slots.length) {
      slots = Arrays.copyOf(slots, 2 * entries);
      keys = Arrays.copyOf(keys, 4 * entries);
    }
    siftUp(entries++, timePicos, store.order(slot), slot);
  }

  @Override
  int first() {
    while (dead > 0 && entries > 0 && store.isDead(slots[0])) {
      bury(slots[0]);
      removeFirst();
    }
    return entries == 0 ? EventStore.NONE : slots[0];
  }

  @Override
  void removeFirst() {
    int last = --entries;
    if (last > 0) {
      siftDown(0, keys[2 * last], keys[2 * last + 1], slots[last]);
    }
  }

  @Override
  void dropDead() {
    int kept = 0;
    for (int i = 0; i < entries; i++) {
      if (store.isDead(slots[i])) {
        store.free(slots[i]);
      } else {
        put(kept++, keys[2 * i], keys[2 * i + 1], slots[i]);
      }
    }
    entries = kept;
    for (int i = (entries >>> 1) - 1; i >= 0; i--) {
      siftDown(i, keys[2 * i], keys[2 * i + 1], slots[i]);
    }
  }

  @Override
  void clearOrder() {
    entries = 0;
  }

  private void siftUp(int hole, long time, long order, int slot) {
    int child = hole;
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      if (!precedes(time, order, parent)) {
        break;
      }
      put(child, keys[2 * parent], keys[2 * parent + 1], slots[parent]);
      child = parent;
    }
    put(child, time, order, slot);
  }

  private void siftDown(int hole, long time, long order, int slot) {
    int parent = hole;
    int firstLeaf = entries >>> 1;
    while (parent < firstLeaf) {
      int child = 2 * parent + 1;
      int right = child + 1;
      if (right < entries && precedes(keys[2 * right], keys[2 * right + 1], child)) {
        child = right;
      }
      if (precedes(time, order, child)) {
        break;
      }
      put(parent, keys[2 * child], keys[2 * child + 1], slots[child]);
      parent = child;
    }
    put(parent, time, order, slot);
  }

  private boolean precedes(long time, long order, int entry) {
    long other = keys[2 * entry];
    return time != other ? time < other : order < keys[2 * entry + 1];
  }

  private void put(int entry, long time, long order, int slot) {
    keys[2 * entry] = time;
    keys[2 * entry + 1] = order;
    slots[entry] = slot;
  }
}
