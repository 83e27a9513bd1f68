package dev.dryrack.sim;

/**
 * A model whose pending events rise to {@value #MOST} and fall to a few, again and again: each
 * event schedules two successors or none, by where the tide stands, or one. All its state is two
 * numbers.
 */
final class Tide {

  /** Pending events at high tide; the hybrid list climbs at 257 and descends below 64. */
  static final int MOST = 300;

  private static final int LEAST = 5;
  private static final int EVENTS = 30_000;

  final Simulation simulation;
  private final int self;
  private long random = 2026;
  private int scheduled;
  private boolean rising = true;

  /** What {@link #restore} needs beside the kernel's state. */
  record Held(long random, int scheduled, boolean rising) {}

  Tide(EventQueues kind) {
    simulation = new Simulation(kind.create());
    self = simulation.register("tide", this::onEvent);
    for (int i = 0; i < LEAST; i++) {
      schedule();
    }
  }

  Held held() {
    return new Held(random, scheduled, rising);
  }

  void restore(SimulationState state, Held held) {
    simulation.restore(state);
    random = held.random;
    scheduled = held.scheduled;
    rising = held.rising;
  }

  /** Runs to the end and says what was seen from here on. */
  long hashOfTheRest() {
    TraceHash hash = new TraceHash();
    simulation.trace(hash);
    simulation.run();
    return hash.value();
  }

  private void onEvent(int type, long argument) {
    if (simulation.pendingEvents() >= MOST) {
      rising = false;
    } else if (simulation.pendingEvents() <= LEAST) {
      rising = true;
    }
    if (scheduled >= EVENTS) {
      return;
    }
    int successors = next(4) > 0 ? 1 : rising ? 2 : 0;
    for (int i = 0; i < successors; i++) {
      schedule();
    }
  }

  private void schedule() {
    simulation.schedule(
        simulation.nowPicos() + next(2000), next(3) - 1, self, next(4), scheduled++);
  }

  private int next(int bound) {
    random = random * 6364136223846793005L + 1442695040888963407L;
    return (int) ((random >>> 33) % bound);
  }
}
