package dev.dryrack.sim.entity;

import org.jspecify.annotations.Nullable;

/**
 * Where values go out of an entity, to the port it is connected to.
 *
 * @param <T> of the values
 */
public final class OutPort<T> {

  private final Entity owner;
  private final String name;
  private @Nullable InPort<T> to;
  private long delayPicos;

  OutPort(Entity owner, String name) {
    this.owner = owner;
    this.name = name;
  }

  /**
   * Connects this port.
   *
   * @param linkDelayPicos that each value takes
   * @throws IllegalStateException if it is connected already
   */
  public void connect(InPort<T> destination, long linkDelayPicos) {
    if (to != null) {
      throw new IllegalStateException(this + " is connected to " + to + " already");
    }
    if (linkDelayPicos < 0) {
      throw new IllegalArgumentException("delay " + linkDelayPicos + " ps is negative");
    }
    to = destination;
    delayPicos = linkDelayPicos;
  }

  /**
   * Sends a value; it arrives after the connection's delay.
   *
   * @throws IllegalStateException if the port is not connected
   */
  public void send(T value) {
    if (to == null) {
      throw new IllegalStateException(this + " is not connected");
    }
    to.receiveAfter(delayPicos, value);
  }

  @Override
  public String toString() {
    return owner.name() + "." + name;
  }
}
