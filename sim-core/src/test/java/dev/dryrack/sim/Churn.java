package dev.dryrack.sim;

import java.util.Arrays;
import java.util.List;

/**
 * A model that schedules and cancels at random, on several time scales, with equal times and
 * priorities among them. All its state is two numbers and its handles, so that it can be rewound.
 */
final class Churn {

  private static final int COMPONENTS = 5;
  private static final int EVENTS = 60_000;

  final Simulation simulation;
  private final int[] components = new int[COMPONENTS];
  private long random = 1;
  private int scheduled;
  private long[] handles = new long[64];

  /** What {@link #restore} needs beside the kernel's state. */
  record Held(long random, int scheduled, List<Long> handles) {}

  Churn(EventQueues kind) {
    simulation = new Simulation(kind.create());
    for (int i = 0; i < COMPONENTS; i++) {
      components[i] = simulation.register("churn " + i, this::onEvent);
    }
    for (int i = 0; i < 500; i++) {
      schedule(next(1000));
    }
  }

  Held held() {
    return new Held(random, scheduled, Arrays.stream(handles).boxed().toList());
  }

  void restore(SimulationState state, Held held) {
    simulation.restore(state);
    random = held.random;
    scheduled = held.scheduled;
    handles = held.handles.stream().mapToLong(Long::longValue).toArray();
  }

  /** Runs to the end and says what was seen from here on. */
  long hashOfTheRest() {
    TraceHash hash = new TraceHash();
    simulation.trace(hash);
    simulation.run();
    return hash.value();
  }

  private void onEvent(int type, long argument) {
    if (scheduled >= EVENTS) {
      return;
    }
    switch (type) {
      case 0 -> schedule(next(1000));
      case 1 -> schedule(1000 * next(5));
      case 2 -> {
        schedule(next(1L << 30));
        schedule(0);
      }
      default -> {
        simulation.cancel(handles[(int) next(handles.length)]);
        schedule(next(100_000));
        schedule(next(100));
      }
    }
  }

  private void schedule(long after) {
    handles[scheduled % handles.length] =
        simulation.schedule(
            simulation.nowPicos() + after,
            (int) next(3) - 1,
            components[(int) next(COMPONENTS)],
            (int) next(4),
            scheduled++);
  }

  private long next(long bound) {
    random = random * 6364136223846793005L + 1442695040888963407L;
    return (random >>> 33) % bound;
  }
}
