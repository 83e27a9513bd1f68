package dev.dryrack.benchmarks.kernel;

/** A kernel with the same models in its own manner; found by {@link java.util.ServiceLoader}. */
public interface KernelUnderTest {

  /** Its name in the table. */
  String name();

  /** HOLD: a constant number of events, each scheduling the next after a random increment. */
  Workload hold(int pending);

  /** M/M/1 at load 0.8: arrivals, a queue, departures. */
  Workload singleServer();

  /** PHOLD: as HOLD, but each event goes to a random one of so many processes. */
  Workload phold(int processes);

  /** As HOLD, each event also arming a timeout and cancelling the one before. */
  Workload timeouts(int pending);

  /** The workload of a name such as {@code hold-100}. */
  default Workload workload(String name) {
    String[] parts = name.split("-", 2);
    int size = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
    return switch (parts[0]) {
      case "hold" -> hold(size);
      case "mm1" -> singleServer();
      case "phold" -> phold(size);
      case "timeouts" -> timeouts(size);
      default -> throw new IllegalArgumentException("no workload '" + name + "'");
    };
  }
}
