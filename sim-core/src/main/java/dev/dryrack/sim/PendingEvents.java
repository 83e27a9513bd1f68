package dev.dryrack.sim;

/**
 * The pending events of a queue at one moment, as {@link EventQueue#save()} copied them. Immutable;
 * can be restored any number of times, also into a queue of another kind.
 */
public final class PendingEvents {

  final EventStore store;
  final long timePicos;

  PendingEvents(EventStore store, long timePicos) {
    this.store = store;
    this.timePicos = timePicos;
  }

  /** The number of events. */
  public int size() {
    return store.live();
  }
}
