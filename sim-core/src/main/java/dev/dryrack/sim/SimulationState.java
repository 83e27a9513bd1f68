package dev.dryrack.sim;

/**
 * The kernel's state at one moment: clock, counts and pending events, but not what the components
 * hold. Immutable; see {@link Simulation#snapshot()}.
 */
public final class SimulationState {

  final long nowPicos;
  final long deliveredEvents;
  final int components;
  final PendingEvents pending;

  SimulationState(long nowPicos, long deliveredEvents, int components, PendingEvents pending) {
    this.nowPicos = nowPicos;
    this.deliveredEvents = deliveredEvents;
    this.components = components;
    this.pending = pending;
  }

  /** The simulated time of the snapshot. */
  public long nowPicos() {
    return nowPicos;
  }

  /** The number of events that were pending. */
  public int pendingEvents() {
    return pending.size();
  }
}
