package dev.dryrack.sim;

/**
 * The event list for a handful of pending events: a sorted array.
 *
 * <p>Complexity for n different (time, priority): schedule O(n), poll and cancel O(1). Allocation:
 * none once grown; bytes an event: see {@link EventQueue}.
 */
public final class SortedArrayEventQueue extends StoredEventQueue {

  private final SortedRun run;

  /** An empty queue. */
  public SortedArrayEventQueue() {
    super(64);
    run = new SortedRun(store, 64);
  }

  @Override
  void insert(int slot, long timePicos) {
    run.insert(slot, timePicos);
  }

  @Override
  int first() {
    while (!run.isEmpty()) {
      int slot = run.first();
      if (dead == 0 || !store.isDead(slot)) {
        return slot;
      }
      run.removeFirst();
      bury(slot);
    }
    return EventStore.NONE;
  }

  @Override
  void removeFirst() {
    run.removeFirst();
  }

  @Override
  void dropDead() {
    run.dropDead();
  }

  @Override
  void clearOrder() {
    run.clear();
  }
}
