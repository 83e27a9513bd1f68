package dev.dryrack.benchmarks.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured so far, of which kernel in which workload, and what follows from it. What is
 * missing is told apart: not made for it, crashed, not measured.
 */
final class KernelTable {

  static final String DEFAULT = "dryrack-hybrid";
  static final String OWN = "dryrack-";

  /** JMH's own objects cost up to 0.4 bytes an operation. */
  private static final double BYTES_MOST = 0.5;

  private static final List<Target> TARGETS =
      List.of(
          Target.gate("hold-100", "PriorityQueue", 2),
          Target.gate("hold-10000", "PriorityQueue", 4),
          Target.nanos("hold-100", 30),
          Target.nanos("hold-10000", 40),
          Target.nanos("hold-1000000", 280),
          Target.nanos("mm1", 18),
          Target.times("hold-100", "DSOL", 8),
          Target.times("hold-10000", "DSOL", 18));

  /**
   * A figure of the table.
   *
   * @param cpuNanos CPU time an event
   * @param bytes allocated an event
   * @param spreadFraction from the fastest to the slowest iteration, of the mean
   */
  record Cell(double cpuNanos, double bytes, double spreadFraction) {}

  private static final Cell CRASHED = new Cell(Double.NaN, Double.NaN, Double.NaN);

  private final List<String> workloads;
  private final List<KernelUnderTest> kernels;

  /** Workload to kernel to what was measured. */
  private final Map<String, Map<String, Cell>> cells = new LinkedHashMap<>();

  KernelTable(List<String> workloads, List<KernelUnderTest> kernels) {
    this.workloads = workloads;
    this.kernels = kernels;
  }

  /** Notes a figure; null if the kernel crashed. */
  void put(String workload, KernelUnderTest kernel, @Nullable Cell cell) {
    cells
        .computeIfAbsent(workload, key -> new LinkedHashMap<>())
        .put(kernel.name(), cell == null ? CRASHED : cell);
  }

  /** The gates that fail, of what was measured. */
  List<String> failures() {
    List<String> failures = new ArrayList<>();
    for (String workload : workloads) {
      for (KernelUnderTest kernel : kernels) {
        Cell cell = cell(workload, kernel.name());
        if (kernel.name().startsWith(OWN) && cell != null && !(cell.bytes < BYTES_MOST)) {
          failures.add(
              cell.equals(CRASHED)
                  ? workload + ": " + kernel.name() + " crashed"
                  : format(
                      "%s: %s, %.2f bytes an event, not 0", workload, kernel.name(), cell.bytes));
        }
      }
    }
    for (Target target : TARGETS) {
      double value = value(target);
      if (target.gate() && !Double.isNaN(value) && !target.reachedBy(value)) {
        failures.add(format("%s: %.2f", target.text(), value));
      }
    }
    return failures;
  }

  /** What was to be measured and was not, as workload and kernel. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (String workload : workloads) {
      List<String> left =
          kernels.stream()
              .filter(kernel -> kernel.supports(workload))
              .map(KernelUnderTest::name)
              .filter(name -> cell(workload, name) == null)
              .toList();
      if (!left.isEmpty()) {
        boolean all = cells.getOrDefault(workload, Map.of()).isEmpty();
        missing.add(workload + (all ? "" : " (" + String.join(", ", left) + ")"));
      }
    }
    return missing;
  }

  /** The table with what follows from it, in Markdown. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append("| kernel |");
    workloads.forEach(workload -> text.append(' ').append(workload).append(" |"));
    text.append("\n|---|").append("---:|".repeat(workloads.size())).append('\n');
    for (KernelUnderTest kernel : kernels) {
      text.append("| ").append(kernel.name()).append(" |");
      for (String workload : workloads) {
        text.append(' ').append(text(workload, kernel)).append(" |");
      }
      text.append('\n');
    }
    text.append('\n');
    appendSpread(text);
    appendTargets(text);
    appendVerdict(text);
    return text.toString();
  }

  private String text(String workload, KernelUnderTest kernel) {
    Cell cell = cell(workload, kernel.name());
    if (!kernel.supports(workload)) {
      return "-";
    }
    if (cell == null) {
      return "?";
    }
    return cell.equals(CRASHED) ? "crashed" : format("%.1f (%.0f)", cell.cpuNanos, cell.bytes);
  }

  private void appendSpread(StringBuilder text) {
    double[] spreads =
        cells.values().stream()
            .flatMap(row -> row.values().stream())
            .mapToDouble(Cell::spreadFraction)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (spreads.length > 0) {
      text.append(
          format(
              "From the fastest to the slowest iteration it is %.0f %% of the mean in the median cell, %.0f %% in the worst.%n%n",
              100 * spreads[spreads.length / 2], 100 * spreads[spreads.length - 1]));
    }
  }

  private void appendTargets(StringBuilder text) {
    text.append("| target of ").append(DEFAULT).append(" | measured | |\n|---|---:|---|\n");
    for (Target target : TARGETS) {
      double value = value(target);
      if (!Double.isNaN(value)) {
        text.append(
            format(
                "| %s | %.1f | %s |%n",
                target.text(), value, target.reachedBy(value) ? "reached" : "MISSED"));
      }
    }
    text.append('\n');
  }

  private void appendVerdict(StringBuilder text) {
    List<String> missing = missing();
    List<String> failures = failures();
    if (!missing.isEmpty()) {
      text.append("NOT MEASURED: ").append(String.join("; ", missing)).append(".\n\n");
    }
    if (!failures.isEmpty()) {
      text.append("GATES THAT FAIL: ").append(String.join("; ", failures)).append(".\n");
    } else {
      text.append(
          missing.isEmpty() ? "All gates hold.\n" : "No gate fails in what was measured.\n");
    }
  }

  /** The default list's CPU time, or another kernel's in it; not a number where one is missing. */
  private double value(Target target) {
    Cell own = cell(target.workload(), DEFAULT);
    String peer = target.peer();
    if (own == null || peer == null) {
      return own == null ? Double.NaN : own.cpuNanos;
    }
    Cell other = cell(target.workload(), peer);
    return other == null ? Double.NaN : other.cpuNanos / own.cpuNanos;
  }

  private @Nullable Cell cell(String workload, String kernel) {
    return cells.getOrDefault(workload, Map.of()).get(kernel);
  }

  static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
