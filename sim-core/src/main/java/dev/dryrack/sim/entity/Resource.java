package dev.dryrack.sim.entity;

import dev.dryrack.sim.stat.Tally;
import dev.dryrack.sim.stat.TimeWeighted;
import java.util.ArrayDeque;

/** A number of equal servers with one queue, first come, first served. */
public final class Resource extends Entity {

  private record Waiting(long sincePicos, Runnable then) {}

  private final int servers;
  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
  private final TimeWeighted busy = new TimeWeighted(0, 0);
  private final TimeWeighted length = new TimeWeighted(0, 0);
  private final Tally waits = new Tally();
  private int taken;

  /**
   * A resource of a model.
   *
   * @throws IllegalArgumentException if there is not at least one server
   */
  public Resource(EntityModel model, String name, int servers) {
    super(model, name);
    if (servers < 1) {
      throw new IllegalArgumentException(name + ": " + servers + " servers, need 1 or more");
    }
    this.servers = servers;
  }

  /** Asks for a server; the action happens, at its own event, as soon as one is given. */
  public void request(Runnable then) {
    queue.add(new Waiting(nowPicos(), then));
    length.set(nowPicos(), queue.size());
    grant();
  }

  /**
   * Gives a server back.
   *
   * @throws IllegalStateException if none is taken
   */
  public void release() {
    if (taken == 0) {
      throw new IllegalStateException(name() + ": released more often than granted");
    }
    busy.set(nowPicos(), --taken);
    grant();
  }

  /** Waiting times of those that got a server, in picoseconds. */
  public Tally waits() {
    return waits;
  }

  /** Servers taken, over time. */
  public TimeWeighted busy() {
    busy.advanceTo(nowPicos());
    return busy;
  }

  /** Length of the queue, over time. */
  public TimeWeighted queueLength() {
    length.advanceTo(nowPicos());
    return length;
  }

  private void grant() {
    if (taken == servers || queue.isEmpty()) {
      return;
    }
    Waiting first = queue.remove();
    length.set(nowPicos(), queue.size());
    busy.set(nowPicos(), ++taken);
    waits.record((double) (nowPicos() - first.sincePicos));
    after(0, first.then);
  }
}
