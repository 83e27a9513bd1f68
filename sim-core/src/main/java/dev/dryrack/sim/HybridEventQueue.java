package dev.dryrack.sim;

/**
 * The default event list: a sorted array while few events are pending, a ladder queue above.
 *
 * <p>Complexity: schedule, poll and cancel O(1) amortised. Allocation: none once grown; 60 to 80
 * bytes an event.
 */
public final class HybridEventQueue extends RungEventQueue {

  private static final int FEW = 12;

  /** An empty queue. */
  public HybridEventQueue() {
    this(256);
  }

  /** An empty queue with room for {@code capacity} pending events; it grows when needed. */
  public HybridEventQueue(int capacity) {
    super(capacity, FEW);
  }
}
