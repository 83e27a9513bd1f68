package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelTime;
import java.util.EnumMap;
import java.util.Map;

/** A sum of times by {@link Operation}. Mutable, for use while a plan is compiled. */
final class OperationTimes {

  private final Map<Operation, KernelTime> times = new EnumMap<>(Operation.class);

  void add(Operation operation, KernelTime time) {
    times.merge(operation, time, KernelTime::plus);
  }

  /** Adds all of another, so many times over. */
  void add(OperationTimes other, double count) {
    other.times.forEach((operation, time) -> add(operation, time.times(count)));
  }

  KernelTime of(Operation operation) {
    return times.getOrDefault(operation, KernelTime.ZERO);
  }

  /** All of it as one time. */
  KernelTime sum() {
    KernelTime sum = KernelTime.ZERO;
    for (KernelTime time : times.values()) {
      sum = sum.plus(time);
    }
    return sum;
  }

  double seconds() {
    double sum = 0;
    for (KernelTime time : times.values()) {
      sum += time.seconds();
    }
    return sum;
  }
}
