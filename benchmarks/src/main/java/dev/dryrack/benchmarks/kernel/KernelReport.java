package dev.dryrack.benchmarks.kernel;

import dev.dryrack.benchmarks.CpuTimeProfiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs every kernel on the class path under every workload, writes the table, and fails if a gate
 * does: 0 bytes an event, and twice to four times PriorityQueue's speed in the same run.
 */
public final class KernelReport {

  private static final String DEFAULT = "dryrack-hybrid";
  private static final String BASELINE = "PriorityQueue";
  private static final List<String> WORKLOADS =
      List.of(
          "hold-3", "hold-100", "hold-10000", "hold-1000000", "mm1", "phold-1000", "timeouts-1000");

  /** JMH's own objects cost up to 0.4 bytes an operation. */
  private static final double BYTES_MOST = 0.5;

  private static final Map<String, Double> RATIOS_LEAST =
      Map.of("hold-100", 2.0, "hold-10000", 4.0);

  private record Cell(double cpuNanos, double bytes) {}

  /** Workload to kernel to what was measured. */
  private final Map<String, Map<String, Cell>> table = new LinkedHashMap<>();

  private final List<String> failures = new ArrayList<>();

  private KernelReport() {}

  /**
   * Runs the comparison.
   *
   * @param arguments {@code [--quick] OUTPUT.md}
   */
  public static void main(String[] arguments) throws RunnerException, IOException {
    List<String> given = new ArrayList<>(List.of(arguments));
    boolean quick = given.remove("--quick");
    if (given.size() != 1) {
      throw new IllegalArgumentException("usage: KernelReport [--quick] OUTPUT.md");
    }
    KernelReport report = new KernelReport();
    report.run(quick);
    report.check();
    String text = report.text(quick);
    Files.writeString(Path.of(given.get(0)), text);
    System.out.println(text);
    if (!report.failures.isEmpty()) {
      System.exit(1);
    }
  }

  private void run(boolean quick) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(KernelBenchmark.class.getName().replace(".", "\\."))
            .param("workload", WORKLOADS.toArray(String[]::new))
            .param("kernel", kernels().toArray(String[]::new))
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTimeProfiler.class)
            .forks(quick ? 1 : 3)
            .warmupIterations(quick ? 2 : 5)
            .warmupTime(TimeValue.milliseconds(quick ? 500 : 1000))
            .measurementIterations(quick ? 2 : 5)
            .measurementTime(TimeValue.milliseconds(quick ? 500 : 1000))
            .jvmArgsAppend("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch");
    for (RunResult result : new Runner(options.build()).run()) {
      Map<String, ? extends Result<?>> metrics = secondary(result);
      table
          .computeIfAbsent(result.getParams().getParam("workload"), key -> new LinkedHashMap<>())
          .put(
              result.getParams().getParam("kernel"),
              new Cell(
                  score(metrics, CpuTimeProfiler.CPU_NANOS), score(metrics, "gc.alloc.rate.norm")));
    }
  }

  @SuppressWarnings("rawtypes")
  private static Map<String, ? extends Result<?>> secondary(RunResult result) {
    Map<String, Result<?>> metrics = new LinkedHashMap<>();
    for (Map.Entry<String, Result> entry : result.getSecondaryResults().entrySet()) {
      metrics.put(entry.getKey(), entry.getValue());
    }
    return metrics;
  }

  private static double score(Map<String, ? extends Result<?>> metrics, String name) {
    Result<?> found = metrics.get(name);
    if (found == null) {
      throw new IllegalStateException("JMH gave no '" + name + "', only " + metrics.keySet());
    }
    return found.getScore();
  }

  private static List<String> kernels() {
    return ServiceLoader.load(KernelUnderTest.class).stream()
        .map(provider -> provider.get().name())
        .toList();
  }

  private void check() {
    WORKLOADS.forEach(
        workload -> {
          Map<String, Cell> cells = table.getOrDefault(workload, Map.of());
          Cell own = cell(cells, DEFAULT);
          if (!(own.bytes < BYTES_MOST)) {
            failures.add(format("%s: %.2f bytes an event, not 0", workload, own.bytes));
          }
          double ratio = cell(cells, BASELINE).cpuNanos / own.cpuNanos;
          double least = RATIOS_LEAST.getOrDefault(workload, 0.0);
          if (!(ratio >= least)) {
            failures.add(
                format("%s: %.2f times %s's speed, not %.0f", workload, ratio, BASELINE, least));
          }
        });
  }

  private String text(boolean quick) {
    StringBuilder text = new StringBuilder();
    text.append(
        format(
            "CPU ns (and bytes) an event; %s, %s, %s%s%n%n",
            LocalDate.now(ZoneOffset.UTC),
            processor(),
            "JDK " + Runtime.version(),
            quick ? "; a quick run: 1 fork, 2 iterations of 0.5 s" : "; 3 forks"));
    text.append("| kernel |");
    WORKLOADS.forEach(workload -> text.append(' ').append(workload).append(" |"));
    text.append('\n').append("|---|").append("---:|".repeat(WORKLOADS.size())).append('\n');
    for (String kernel : kernels()) {
      text.append("| ").append(kernel).append(" |");
      for (String workload : WORKLOADS) {
        Cell cell = cell(table.getOrDefault(workload, Map.of()), kernel);
        text.append(
            Double.isNaN(cell.cpuNanos)
                ? " - |"
                : format(" %.1f (%.0f) |", cell.cpuNanos, cell.bytes));
      }
      text.append('\n');
    }
    text.append('\n');
    text.append(
        failures.isEmpty()
            ? "All gates hold.\n"
            : "GATES THAT FAIL: " + String.join("; ", failures) + "\n");
    return text.toString();
  }

  private static Cell cell(Map<String, Cell> cells, String kernel) {
    Cell cell = cells.get(kernel);
    return cell == null ? new Cell(Double.NaN, Double.NaN) : cell;
  }

  /** The processor's name, where Linux tells it. */
  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  private static String format(String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
