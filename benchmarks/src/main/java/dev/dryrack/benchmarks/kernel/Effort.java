package dev.dryrack.benchmarks.kernel;

import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** How long each kernel is measured in each workload. */
enum Effort {
  /** Some 20 minutes with all peers. */
  FULL(3, 3, 3, 500),
  /** Some minutes with all peers. */
  QUICK(1, 2, 2, 300),
  /** Shows that everything runs; its figures are worthless. */
  TRIAL(1, 1, 1, 20);

  private final int forks;
  private final int warmUps;
  private final int iterations;
  private final int millis;

  Effort(int forks, int warmUps, int iterations, int millis) {
    this.forks = forks;
    this.warmUps = warmUps;
    this.iterations = iterations;
    this.millis = millis;
  }

  ChainedOptionsBuilder applyTo(ChainedOptionsBuilder options) {
    return options
        .forks(forks)
        .warmupIterations(warmUps)
        .warmupTime(TimeValue.milliseconds(millis))
        .measurementIterations(iterations)
        .measurementTime(TimeValue.milliseconds(millis));
  }

  String text() {
    return KernelTable.format(
        "%s: %d fork%s, %d iterations of %.2g s after %d to warm up",
        this == FULL ? "a full run" : this == QUICK ? "a quick run" : "A TRIAL, NO MEASUREMENT",
        forks,
        forks == 1 ? "" : "s",
        iterations,
        millis / 1000.0,
        warmUps);
  }
}
