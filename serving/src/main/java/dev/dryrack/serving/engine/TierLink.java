package dev.dryrack.serving.engine;

import dev.dryrack.serving.link.SharedLink;
import dev.dryrack.sim.Simulation;

/**
 * A link of a lower tier and the event at which its next transfer ends. O(log transfers) per call;
 * allocates only when it grows.
 */
final class TierLink {

  private final SharedLink link = new SharedLink();
  private final Simulation simulation;
  private final int component;
  private final int type;
  private final int index;
  private long pending;
  private boolean isPending;

  /**
   * @param component is told when a transfer ends, by an event of the type with the index
   */
  TierLink(Simulation simulation, int component, int type, int index) {
    this.simulation = simulation;
    this.component = component;
    this.type = type;
    this.index = index;
  }

  void start(long now, int transfer, long alonePicos) {
    link.start(now, transfer, alonePicos);
    schedule();
  }

  /** The event has come: transfers may be over. */
  void eventCame() {
    isPending = false;
  }

  /** The next transfer that is over, or {@link SharedLink#NONE}; then the next event is set. */
  int finish(long now) {
    int transfer = link.finish(now);
    if (transfer == SharedLink.NONE) {
      schedule();
    }
    return transfer;
  }

  private void schedule() {
    if (isPending) {
      simulation.cancel(pending);
    }
    long next = link.nextEndPicos();
    isPending = next != SharedLink.NEVER;
    if (isPending) {
      pending = simulation.schedule(next, LockstepGroup.TRANSFER_PRIORITY, component, type, index);
    }
  }
}
