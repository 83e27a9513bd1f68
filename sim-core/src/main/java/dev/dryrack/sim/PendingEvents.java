package dev.dryrack.sim;

/**
 * The pending events of a queue at one moment, as {@link EventQueue#save()} copied them. Immutable;
 * can be restored any number of times, also into a queue of another kind.
 */
public final class PendingEvents {

  final EventStore store;
  final long timePicos;
  private final int size;

  PendingEvents(EventStore store, long timePicos, int size) {
    this.store = store;
    this.timePicos = timePicos;
    this.size = size;
  }

  /** The number of events. */
  public int size() {
    return size;
  }
}
