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
 * Runs every kernel on the class path under every workload it supports, writes the table of this
 * JDK, and fails if a gate does: 0 bytes an event on every list of dryrack, and the default list at
 * twice to four times PriorityQueue's speed in the same run. The speed against DSOL is reported
 * where DSOL is there, and gates nothing.
 */
public final class KernelReport {

  private static final String DEFAULT = "dryrack-hybrid";
  private static final String BASELINE = "PriorityQueue";
  private static final String OWN = "dryrack-";
  private static final String TARGET_PEER = "DSOL";
  private static final List<String> WORKLOADS =
      List.of(
          "hold-3", "hold-100", "hold-10000", "hold-1000000", "mm1", "phold-1000", "timeouts-1000");

  /** JMH's own objects cost up to 0.4 bytes an operation. */
  private static final double BYTES_MOST = 0.5;

  private static final Map<String, Double> RATIOS_LEAST =
      Map.of("hold-100", 2.0, "hold-10000", 4.0);

  /** Speeds to be reached against DSOL. */
  private static final Map<String, Double> TARGETS = Map.of("hold-100", 8.0, "hold-10000", 18.0);

  private record Cell(double cpuNanos, double bytes) {}

  /** Workload to kernel to what was measured. */
  private final Map<String, Map<String, Cell>> table = new LinkedHashMap<>();

  private final List<KernelUnderTest> kernels =
      ServiceLoader.load(KernelUnderTest.class).stream().map(ServiceLoader.Provider::get).toList();

  private final List<String> failures = new ArrayList<>();

  private KernelReport() {}

  /**
   * Runs the comparison.
   *
   * @param arguments {@code [--quick] DIRECTORY}: writes kernel-jdkN.md there
   */
  public static void main(String[] arguments) throws RunnerException, IOException {
    List<String> given = new ArrayList<>(List.of(arguments));
    boolean quick = given.remove("--quick");
    if (given.size() != 1) {
      throw new IllegalArgumentException("usage: KernelReport [--quick] DIRECTORY");
    }
    KernelReport report = new KernelReport();
    report.run(quick);
    report.check();
    String text = report.text(quick);
    Path directory = Files.createDirectories(Path.of(given.get(0)));
    Files.writeString(directory.resolve("kernel-jdk" + Runtime.version().feature() + ".md"), text);
    System.out.println(text);
    if (!report.failures.isEmpty()) {
      System.exit(1);
    }
  }

  private void run(boolean quick) throws RunnerException {
    for (KernelUnderTest kernel : kernels) {
      run(kernel, quick);
    }
  }

  private void run(KernelUnderTest kernel, boolean quick) throws RunnerException {
    String[] supported = WORKLOADS.stream().filter(kernel::supports).toArray(String[]::new);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(KernelBenchmark.class.getName().replace(".", "\\."))
            .param("workload", supported)
            .param("kernel", kernel.name())
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
              kernel.name(),
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

  private void check() {
    for (String workload : WORKLOADS) {
      for (KernelUnderTest kernel : kernels) {
        double bytes = cell(workload, kernel.name()).bytes;
        if (kernel.name().startsWith(OWN) && kernel.supports(workload) && !(bytes < BYTES_MOST)) {
          failures.add(
              format("%s, %s: %.2f bytes an event, not 0", workload, kernel.name(), bytes));
        }
      }
      double ratio = speedAgainst(BASELINE, workload);
      double least = RATIOS_LEAST.getOrDefault(workload, 0.0);
      if (!(ratio >= least)) {
        failures.add(
            format("%s: %.2f times %s's speed, not %.0f", workload, ratio, BASELINE, least));
      }
    }
  }

  /** The default list's speed in another kernel's; not a number where either is missing. */
  private double speedAgainst(String kernel, String workload) {
    return cell(workload, kernel).cpuNanos / cell(workload, DEFAULT).cpuNanos;
  }

  private String text(boolean quick) {
    StringBuilder text = new StringBuilder();
    text.append("# Kernels on JDK ").append(Runtime.version().feature()).append("\n\n");
    text.append(
        format(
            "CPU ns (and bytes) an event; %s, %s, %s%s%n%n",
            LocalDate.now(ZoneOffset.UTC),
            processor(),
            "JDK " + Runtime.version(),
            quick
                ? "; a quick run: 1 fork, 2 iterations of 0.5 s"
                : "; a full run: 3 forks, 5 iterations of 1 s"));
    text.append("| kernel |");
    WORKLOADS.forEach(workload -> text.append(' ').append(workload).append(" |"));
    text.append('\n').append("|---|").append("---:|".repeat(WORKLOADS.size())).append('\n');
    for (KernelUnderTest kernel : kernels) {
      text.append("| ").append(kernel.name()).append(" |");
      for (String workload : WORKLOADS) {
        Cell cell = cell(workload, kernel.name());
        text.append(
            Double.isNaN(cell.cpuNanos)
                ? " - |"
                : format(" %.1f (%.0f) |", cell.cpuNanos, cell.bytes));
      }
      text.append('\n');
    }
    text.append('\n');
    appendCrashes(text);
    appendTargets(text);
    text.append(
        failures.isEmpty()
            ? "All gates hold.\n"
            : "GATES THAT FAIL: " + String.join("; ", failures) + "\n");
    return text.toString();
  }

  private void appendCrashes(StringBuilder text) {
    for (KernelUnderTest kernel : kernels) {
      List<String> crashed =
          WORKLOADS.stream()
              .filter(kernel::supports)
              .filter(workload -> Double.isNaN(cell(workload, kernel.name()).cpuNanos))
              .toList();
      if (!crashed.isEmpty()) {
        text.append(format("%s crashed in %s.%n%n", kernel.name(), String.join(" and ", crashed)));
      }
    }
  }

  private void appendTargets(StringBuilder text) {
    for (String workload : WORKLOADS) {
      Double target = TARGETS.get(workload);
      double speed = speedAgainst(TARGET_PEER, workload);
      if (target != null && !Double.isNaN(speed)) {
        text.append(
            format(
                "%s: %.1f times %s's speed; target %.0f %s.%n%n",
                workload, speed, TARGET_PEER, target, speed >= target ? "reached" : "not reached"));
      }
    }
  }

  private Cell cell(String workload, String kernel) {
    Cell cell = table.getOrDefault(workload, Map.of()).get(kernel);
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
