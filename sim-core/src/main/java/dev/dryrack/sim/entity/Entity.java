package dev.dryrack.sim.entity;

import java.util.function.Consumer;

/** Something that acts: does things later, sends and receives values through its ports. */
public abstract class Entity {

  private final EntityModel model;
  private final String name;
  private final int index;

  /**
   * An entity of a model.
   *
   * @param name unique in the model; errors name it
   */
  protected Entity(EntityModel model, String name) {
    this.model = model;
    this.name = name;
    index = model.register(name);
  }

  /** Its name. */
  public final String name() {
    return name;
  }

  /** The current simulated time. */
  protected final long nowPicos() {
    return model.nowPicos();
  }

  /** Does something after a delay; 0 means at this time, after what was asked for before. */
  protected final Appointment after(long delayPicos, Runnable action) {
    return model.after(delayPicos, index, action);
  }

  /** A port that values come in by. */
  protected final <T> InPort<T> in(String portName, Consumer<T> receiver) {
    return new InPort<>(this, portName, receiver);
  }

  /** A port that values go out by, to be connected. */
  protected final <T> OutPort<T> out(String portName) {
    return new OutPort<>(this, portName);
  }
}
