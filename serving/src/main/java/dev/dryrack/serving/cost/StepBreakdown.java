package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.hardware.kernel.Limit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where time goes: one row per operation that takes any, largest first.
 *
 * @param rows operations and their times
 */
public record StepBreakdown(List<Row> rows) {

  /**
   * One operation.
   *
   * @param operation which
   * @param time how long, divided by limit
   */
  public record Row(Operation operation, KernelTime time) {}

  public StepBreakdown {
    rows = List.copyOf(rows);
  }

  static StepBreakdown of(OperationTimes times) {
    List<Row> rows = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      KernelTime time = times.of(operation);
      if (time.seconds() > 0) {
        rows.add(new Row(operation, time));
      }
    }
    rows.sort(Comparator.comparingDouble((Row row) -> row.time().seconds()).reversed());
    return new StepBreakdown(rows);
  }

  /** So many such steps. */
  public StepBreakdown times(double count) {
    return new StepBreakdown(
        rows.stream().map(row -> new Row(row.operation(), row.time().times(count))).toList());
  }

  /** These steps and others. */
  public StepBreakdown plus(StepBreakdown other) {
    OperationTimes sum = new OperationTimes();
    rows.forEach(row -> sum.add(row.operation(), row.time()));
    other.rows.forEach(row -> sum.add(row.operation(), row.time()));
    return of(sum);
  }

  /** All of it. */
  public double seconds() {
    return total().seconds();
  }

  /** The time of one operation, 0 if it takes none. */
  public double seconds(Operation operation) {
    for (Row row : rows) {
      if (row.operation() == operation) {
        return row.time().seconds();
      }
    }
    return 0;
  }

  /** All of it, divided by limit. */
  public KernelTime total() {
    KernelTime sum = KernelTime.ZERO;
    for (Row row : rows) {
      sum = sum.plus(row.time());
    }
    return sum;
  }

  /** What most time is lost to. */
  public Limit limit() {
    return total().limit();
  }
}
