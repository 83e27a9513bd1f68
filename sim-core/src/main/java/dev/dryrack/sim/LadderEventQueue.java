package dev.dryrack.sim;

/**
 * The event list for many pending events: a {@link Ladder}.
 *
 * <p>Complexity: schedule, poll and cancel O(1) amortised. Allocation: none once grown; bytes an
 * event: see {@link EventQueue}.
 */
public final class LadderEventQueue extends StoredEventQueue {

  private final Ladder ladder;

  /** An empty queue. */
  public LadderEventQueue() {
    this(256);
  }

  /** An empty queue with room for {@code capacity} pending events; it grows when needed. */
  public LadderEventQueue(int capacity) {
    super(capacity);
    ladder = new Ladder(this, capacity);
  }

  @Override
  void insert(int slot, long timePicos) {
    ladder.insert(slot, timePicos);
  }

  @Override
  int first() {
    return ladder.first();
  }

  @Override
  void removeFirst() {
    ladder.removeFirst();
  }

  @Override
  void dropDead() {
    ladder.dropDead();
  }

  @Override
  void clearOrder() {
    ladder.clear();
  }

  @Override
  int sweepCost() {
    return ladder.sweepCost();
  }
}
