package dev.dryrack.sim;

import java.util.Arrays;

/**
 * The reference event list: an implicit binary heap with its keys beside its entries.
 *
 * <p>Complexity: schedule and poll O(log n), cancel O(1) amortised: a cancelled event stays until
 * it comes to the top, or until more than half of the heap is cancelled, when all of them are
 * dropped at once. Allocation: none once grown.
 */
public final class BinaryHeapEventQueue implements EventQueue {

  private static final int COMPACT_ABOVE = 64;

  private final EventStore store;

  /** Entry i: its time at 2i and its order among equal times at 2i+1. */
  private long[] keys;

  private int[] slots;
  private int entries;
  private int live;

  private long polledTime;
  private int polledTarget;
  private int polledType;
  private long polledArgument;

  /** An empty queue. */
  public BinaryHeapEventQueue() {
    this(256);
  }

  /** An empty queue with room for {@code capacity} pending events; it grows when needed. */
  public BinaryHeapEventQueue(int capacity) {
    store = new EventStore(capacity);
    int room = Math.max(8, capacity);
    keys = new long[2 * room];
    slots = new int[room];
  }

  @Override
  public long schedule(long timePicos, int priority, int target, int type, long argument) {
    int slot = store.add(timePicos, priority, target, type, argument);
    if (entries == slots.length) {
      slots = Arrays.copyOf(slots, 2 * entries);
      keys = Arrays.copyOf(keys, 4 * entries);
    }
    live++;
    siftUp(entries++, timePicos, store.order(slot), slot);
    return store.handle(slot);
  }

  @Override
  public boolean cancel(long handle) {
    if (store.kill(handle) == EventStore.NONE) {
      return false;
    }
    live--;
    if (entries > COMPACT_ABOVE && live < entries / 2) {
      compact();
    }
    return true;
  }

  @Override
  public boolean isEmpty() {
    return live == 0;
  }

  @Override
  public int size() {
    return live;
  }

  @Override
  public long nextTimePicos() {
    dropDeadTop();
    return entries == 0 ? NO_TIME : keys[0];
  }

  @Override
  public int nextPriority() {
    dropDeadTop();
    return EventStore.priorityOf(keys[1]);
  }

  @Override
  public boolean poll() {
    dropDeadTop();
    if (entries == 0) {
      return false;
    }
    int slot = slots[0];
    polledTime = keys[0];
    polledTarget = store.target(slot);
    polledType = store.type(slot);
    polledArgument = store.argument(slot);
    live--;
    removeTop();
    return true;
  }

  @Override
  public long timePicos() {
    return polledTime;
  }

  @Override
  public int target() {
    return polledTarget;
  }

  @Override
  public int type() {
    return polledType;
  }

  @Override
  public long argument() {
    return polledArgument;
  }

  private void dropDeadTop() {
    while (live < entries && store.isDead(slots[0])) {
      removeTop();
    }
  }

  private void removeTop() {
    store.free(slots[0]);
    int last = --entries;
    if (last > 0) {
      siftDown(0, keys[2 * last], keys[2 * last + 1], slots[last]);
    }
  }

  private void siftUp(int hole, long time, long order, int slot) {
    int child = hole;
    while (child > 0) {
      int parent = (child - 1) >>> 1;
      if (!precedes(time, order, parent)) {
        break;
      }
      move(parent, child);
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
      move(child, parent);
      parent = child;
    }
    put(parent, time, order, slot);
  }

  private boolean precedes(long time, long order, int entry) {
    long other = keys[2 * entry];
    return time != other ? time < other : order < keys[2 * entry + 1];
  }

  private void move(int from, int to) {
    put(to, keys[2 * from], keys[2 * from + 1], slots[from]);
  }

  private void put(int entry, long time, long order, int slot) {
    keys[2 * entry] = time;
    keys[2 * entry + 1] = order;
    slots[entry] = slot;
  }

  private void compact() {
    int kept = 0;
    for (int i = 0; i < entries; i++) {
      if (store.isDead(slots[i])) {
        store.free(slots[i]);
      } else {
        move(i, kept++);
      }
    }
    entries = kept;
    for (int i = (entries >>> 1) - 1; i >= 0; i--) {
      siftDown(i, keys[2 * i], keys[2 * i + 1], slots[i]);
    }
  }
}
