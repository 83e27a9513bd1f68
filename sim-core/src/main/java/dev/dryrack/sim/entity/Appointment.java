package dev.dryrack.sim.entity;

/** An action that is to happen; can be called off. */
public final class Appointment {

  private final EntityModel model;
  private final long handle;
  private final int index;

  Appointment(EntityModel model, long handle, int index) {
    this.model = model;
    this.handle = handle;
    this.index = index;
  }

  /** Calls it off; false if it has happened or was called off before. */
  public boolean cancel() {
    return model.cancel(handle, index);
  }
}
