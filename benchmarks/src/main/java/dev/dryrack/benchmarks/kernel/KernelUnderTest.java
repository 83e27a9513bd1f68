package dev.dryrack.benchmarks.kernel;

/**
 * A kernel with the same models in its own manner; found by {@link java.util.ServiceLoader}. Of the
 * models it writes those that it {@link #supports}; asked for another it refuses.
 */
public interface KernelUnderTest {

  /** Its name in the table. */
  String name();

  /** HOLD: a constant number of events, each scheduling the next after a random increment. */
  default Workload hold(int pending) {
    throw unsupported("hold");
  }

  /** M/M/1 at load 0.8: arrivals, a queue, departures. */
  default Workload singleServer() {
    throw unsupported("singleServer");
  }

  /** PHOLD: as HOLD, but each event goes to a random one of so many processes. */
  default Workload phold(int processes) {
    throw unsupported("phold");
  }

  /** As HOLD, each event also arming a timeout and cancelling the one before. */
  default Workload timeouts(int pending) {
    throw unsupported("timeouts");
  }

  /** Whether it can run a workload in reasonable time; what it cannot is shown as '-'. */
  default boolean supports(String workload) {
    return true;
  }

  private UnsupportedOperationException unsupported(String model) {
    return new UnsupportedOperationException(name() + " has no model '" + model + "'");
  }

  /** The number of events or processes of a workload's name; 0 where it has none. */
  static int size(String workload) {
    int dash = workload.indexOf('-');
    return dash < 0 ? 0 : Integer.parseInt(workload.substring(dash + 1));
  }

  /** The workload of a name such as {@code hold-100}. */
  default Workload workload(String name) {
    int size = size(name);
    return switch (name.split("-", 2)[0]) {
      case "hold" -> hold(size);
      case "mm1" -> singleServer();
      case "phold" -> phold(size);
      case "timeouts" -> timeouts(size);
      default -> throw new IllegalArgumentException("no workload '" + name + "'");
    };
  }
}
