package dev.dryrack.sim;

/**
 * The event list for many pending events: a ladder queue, {@link RungEventQueue}.
 *
 * <p>Complexity: schedule, poll and cancel O(1) amortised. Allocation: none once grown; 60 to 80
 * bytes an event.
 */
public final class LadderEventQueue extends RungEventQueue {

  /** An empty queue. */
  public LadderEventQueue() {
    this(256);
  }

  /** An empty queue with room for {@code capacity} pending events; it grows when needed. */
  public LadderEventQueue(int capacity) {
    super(capacity, 0);
  }
}
