package dev.dryrack.sim.entity;

import java.util.function.Consumer;

/**
 * Where values come into an entity.
 *
 * @param <T> of the values
 */
public final class InPort<T> {

  private final Entity owner;
  private final String name;
  private final Consumer<T> receiver;

  InPort(Entity owner, String name, Consumer<T> receiver) {
    this.owner = owner;
    this.name = name;
    this.receiver = receiver;
  }

  void receiveAfter(long delayPicos, T value) {
    owner.after(delayPicos, () -> receiver.accept(value));
  }

  @Override
  public String toString() {
    return owner.name() + "." + name;
  }
}
