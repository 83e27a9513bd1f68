package dev.dryrack.benchmarks.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What the default event list is to reach in a workload.
 *
 * @param peer whose CPU time is to be so many times as long; null where the bound is in CPU ns
 * @param bound at most so many ns, or at least so many times
 * @param gate whether missing it fails the run
 */
record Target(String workload, @Nullable String peer, double bound, boolean gate) {

  static Target nanos(String workload, double most) {
    return new Target(workload, null, most, false);
  }

  static Target times(String workload, String peer, double least) {
    return new Target(workload, peer, least, false);
  }

  static Target gate(String workload, String peer, double least) {
    return new Target(workload, peer, least, true);
  }

  boolean reachedBy(double value) {
    return peer == null ? value <= bound : value >= bound;
  }

  String text() {
    String what =
        peer == null
            ? KernelTable.format("at most %.0f ns", bound)
            : KernelTable.format("at least %.0f times %s's speed", bound, peer);
    return workload + ": " + what + (gate ? " (gate)" : "");
  }
}
