package dev.dryrack.benchmarks.kernel;

/** A model on a kernel, set up and ready to go on. */
@FunctionalInterface
public interface Workload {

  /** Delivers so many more events. */
  void deliver(int events);
}
