package dev.dryrack.sim;

/**
 * What all event lists share: records in an {@link EventStore}, lazy cancellation, and the fields
 * of the event polled last. A subclass keeps the order of slots.
 *
 * <p>Cancelled events stay in the subclass's order until it meets them, or until they outnumber the
 * pending ones, when {@link #dropDead} sweeps them out: amortised O(1).
 */
abstract sealed class StoredEventQueue implements EventQueue
    permits BinaryHeapEventQueue,
        BitmapWheelEventQueue,
        HybridEventQueue,
        LadderEventQueue,
        SortedArrayEventQueue,
        TournamentEventQueue {

  private static final int FEW = 64;

  final EventStore store;

  /** Cancelled events that are still in the order. */
  int dead;

  private int live;
  private long polledTime;
  private int polledPriority;
  private int polledTarget;
  private int polledType;
  private long polledArgument;

  StoredEventQueue(int capacity) {
    store = new EventStore(capacity);
  }

  /** Puts a slot into the order: after all of equal time and priority that are in it. */
  abstract void insert(int slot, long timePicos);

  /**
   * Finds the earliest live event, dropping dead ones it meets.
   *
   * @return its slot, or {@link EventStore#NONE}
   */
  abstract int first();

  /** Takes the slot found by {@link #first()} out of the order. */
  abstract void removeFirst();

  /** Takes all dead slots out of the order and frees them. */
  abstract void dropDead();

  /** Empties the order. */
  abstract void clearOrder();

  /** What {@link #dropDead} costs, in events, beyond looking at every event. */
  int sweepCost() {
    return 0;
  }

  @Override
  public final long schedule(long timePicos, int priority, int target, int type, long argument) {
    if (timePicos < polledTime || timePicos == NO_TIME) {
      throw new IllegalArgumentException(
          "event time " + timePicos + " ps is outside " + polledTime + " to " + (NO_TIME - 1));
    }
    int slot = store.add(timePicos, priority, target, type, argument);
    live++;
    insert(slot, timePicos);
    return store.handle(slot);
  }

  @Override
  public final boolean cancel(long handle) {
    if (!store.kill(handle)) {
      return false;
    }
    live--;
    dead++;
    if (dead > live && dead > FEW && dead > sweepCost()) {
      dropDead();
      dead = 0;
    }
    return true;
  }

  @Override
  public final boolean isEmpty() {
    return live == 0;
  }

  @Override
  public final int size() {
    return live;
  }

  @Override
  public long nextTimePicos() {
    int slot = first();
    return slot == EventStore.NONE ? NO_TIME : store.time(slot);
  }

  @Override
  public final int nextPriority() {
    int slot = first();
    return slot == EventStore.NONE ? 0 : store.priority(slot);
  }

  @Override
  public final boolean poll(long limitPicos) {
    int slot = first();
    if (slot == EventStore.NONE) {
      return false;
    }
    long time = store.time(slot);
    if (time > limitPicos) {
      return false;
    }
    polledTime = time;
    polledPriority = store.priority(slot);
    polledTarget = store.target(slot);
    polledType = store.type(slot);
    polledArgument = store.argument(slot);
    removeFirst();
    live--;
    store.free(slot);
    return true;
  }

  @Override
  public final long timePicos() {
    return polledTime;
  }

  @Override
  public final int priority() {
    return polledPriority;
  }

  @Override
  public final int target() {
    return polledTarget;
  }

  @Override
  public final int type() {
    return polledType;
  }

  @Override
  public final long argument() {
    return polledArgument;
  }

  @Override
  public final PendingEvents save() {
    return new PendingEvents(store.copy(), polledTime, live);
  }

  @Override
  public final void restore(PendingEvents saved) {
    clearOrder();
    dead = 0;
    int[] slots = store.copyFrom(saved.store);
    live = slots.length;
    polledTime = saved.timePicos;
    for (int slot : slots) {
      insert(slot, store.time(slot));
    }
  }

  /** Drops a dead slot that the subclass has met and taken out of its order. */
  final void bury(int slot) {
    store.free(slot);
    dead--;
  }
}
