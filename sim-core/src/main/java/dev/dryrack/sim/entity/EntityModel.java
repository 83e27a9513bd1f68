package dev.dryrack.sim.entity;

import dev.dryrack.sim.HybridEventQueue;
import dev.dryrack.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simulation made of entities. Run it by its {@link #simulation()}.
 *
 * <p>Units: picoseconds. Actions of equal time happen in the order in which they were asked for.
 * Allocation: a few objects for each action. There are no snapshots: actions and entities are
 * objects of any kind, which nothing can copy; run again from the start instead.
 */
public final class EntityModel {

  private final Simulation simulation = new Simulation(new HybridEventQueue());

  /** Pending actions; the kernel's argument is the index. Tests count them. */
  final List<@Nullable Runnable> actions = new ArrayList<>();

  private final List<Integer> freeIndices = new ArrayList<>();

  /** A model at time 0 without entities. */
  public EntityModel() {
    simulation.refuseSnapshots(
        "the pending actions and the fields of entities are not part of a snapshot, so that other"
            + " actions would happen after it is restored; build the model again and run it");
  }

  /** The kernel beneath, to run, pause and watch; it refuses snapshots. */
  public Simulation simulation() {
    return simulation;
  }

  /** The current simulated time. */
  public long nowPicos() {
    return simulation.nowPicos();
  }

  int register(String name) {
    return simulation.register(name, (type, argument) -> perform((int) argument));
  }

  Appointment after(long delayPicos, int entity, Runnable action) {
    if (delayPicos < 0) {
      throw new IllegalArgumentException("delay " + delayPicos + " ps is negative");
    }
    if (delayPicos > Simulation.MAX_TIME_PICOS - nowPicos()) {
      throw new IllegalArgumentException(
          "delay "
              + delayPicos
              + " ps from "
              + nowPicos()
              + " ps on ends beyond the last possible time, "
              + Simulation.MAX_TIME_PICOS
              + " ps");
    }
    int index = put(action);
    long handle = simulation.schedule(nowPicos() + delayPicos, 0, entity, 0, index);
    return new Appointment(this, handle, index);
  }

  boolean cancel(long handle, int index) {
    boolean pending = simulation.cancel(handle);
    if (pending) {
      take(index);
    }
    return pending;
  }

  private void perform(int index) {
    Runnable action = take(index);
    if (action == null) {
      throw new IllegalStateException("there is no action " + index);
    }
    action.run();
  }

  private int put(Runnable action) {
    if (freeIndices.isEmpty()) {
      actions.add(action);
      return actions.size() - 1;
    }
    int index = freeIndices.remove(freeIndices.size() - 1);
    actions.set(index, action);
    return index;
  }

  private @Nullable Runnable take(int index) {
    freeIndices.add(index);
    return actions.set(index, null);
  }
}
