package dev.dryrack.workload.profile;

import dev.dryrack.workload.synthetic.QuantileTable;
import java.util.Arrays;

/** A growing array of numbers. */
final class Numbers {

  private double[] values = new double[64];
  private int size;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  double[] toArray() {
    return Arrays.copyOf(values, size);
  }

  QuantileTable table() {
    return QuantileTable.of(toArray());
  }
}
