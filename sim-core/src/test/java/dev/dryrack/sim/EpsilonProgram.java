package dev.dryrack.sim;

import java.util.PriorityQueue;

/**
 * What {@link EpsilonProofTest} runs in a JVM that never collects garbage: many more events than
 * there is memory for if each cost a byte. With {@code objects}, the same on a queue of objects.
 */
final class EpsilonProgram {

  private static final long EVENTS = 50_000_000;
  private static final int PENDING = 1000;

  private long random = 1;
  private long left = EVENTS;

  private EpsilonProgram() {}

  public static void main(String[] arguments) {
    if ("objects".equals(arguments[0])) {
      new EpsilonProgram().holdObjects();
    } else {
      new EpsilonProgram().hold(EventQueues.valueOf(arguments[0]).create());
    }
  }

  private void hold(EventQueue queue) {
    Simulation simulation = new Simulation(queue);
    int[] self = new int[1];
    self[0] =
        simulation.register(
            "hold",
            (type, argument) -> {
              if (--left > 0) {
                long now = simulation.nowPicos();
                simulation.cancel(simulation.schedule(now + 5_000_000, 0, self[0], 0, argument));
                simulation.schedule(now + increment(), 0, self[0], 0, argument);
              } else {
                simulation.stop();
              }
            });
    for (int i = 0; i < PENDING; i++) {
      simulation.schedule(increment(), 0, self[0], 0, i);
    }
    simulation.run();
  }

  private record Event(long time) {}

  private void holdObjects() {
    PriorityQueue<Event> queue = new PriorityQueue<>((a, b) -> Long.compare(a.time, b.time));
    for (int i = 0; i < PENDING; i++) {
      queue.add(new Event(increment()));
    }
    while (--left > 0) {
      queue.add(new Event(queue.remove().time + increment()));
    }
  }

  private long increment() {
    random = random * 6364136223846793005L + 1442695040888963407L;
    return random >>> 43;
  }
}
