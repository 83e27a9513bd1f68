package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelTime;
import java.util.Arrays;

/** A sum of times by {@link Operation}. Mutable, for use while a plan is compiled. */
final class OperationTimes {

  private final KernelTime[] times = new KernelTime[Operation.values().length];

  OperationTimes() {
    Arrays.fill(times, KernelTime.ZERO);
  }

  void add(Operation operation, KernelTime time) {
    times[operation.ordinal()] = times[operation.ordinal()].plus(time);
  }

  /** Adds all of another, so many times over. */
  void add(OperationTimes other, double count) {
    for (int i = 0; i < times.length; i++) {
      times[i] = times[i].plus(other.times[i].times(count));
    }
  }

  KernelTime of(Operation operation) {
    return times[operation.ordinal()];
  }

  double seconds() {
    double sum = 0;
    for (KernelTime time : times) {
      sum += time.seconds();
    }
    return sum;
  }
}
