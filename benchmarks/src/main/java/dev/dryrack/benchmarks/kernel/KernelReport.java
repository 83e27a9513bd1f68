package dev.dryrack.benchmarks.kernel;

import dev.dryrack.benchmarks.CpuTimeProfiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs every kernel on the class path under every workload it supports, writes the table of this
 * JDK, and fails if a gate does: 0 bytes an event on every list of dryrack, and the default list at
 * twice to four times PriorityQueue's speed in the same run. Other targets are reported and gate
 * nothing.
 *
 * <p>The table is written anew after each figure, as kernel-jdkN.partial.md, and becomes
 * kernel-jdkN.md when it is whole: a run that was interrupted leaves what it measured and harms no
 * earlier table.
 */
public final class KernelReport {

  private static final List<String> WORKLOADS =
      List.of(
          "hold-3", "hold-100", "hold-10000", "hold-1000000", "mm1", "phold-1000", "timeouts-1000");

  /** Workloads with more events need the larger heap. */
  private static final int FEW = 100_000;

  /** DSOL leaves a thread behind, for which JMH would wait half a minute. */
  private static final String[] DO_NOT_WAIT = {
    "-Djmh.shutdownTimeout=1", "-Djmh.shutdownTimeout.step=1"
  };

  private final Effort effort;
  private final List<String> chosen;
  private final Path directory;
  private final List<KernelUnderTest> kernels =
      ServiceLoader.load(KernelUnderTest.class).stream()
          .map(ServiceLoader.Provider::get)
          .sorted(Comparator.comparing(kernel -> !kernel.name().startsWith(KernelTable.OWN)))
          .toList();
  private final KernelTable table = new KernelTable(WORKLOADS, kernels);
  private final long startNanos = System.nanoTime();

  private KernelReport(Effort effort, List<String> chosen, Path directory) {
    this.effort = effort;
    this.chosen = chosen;
    this.directory = directory;
  }

  /**
   * Runs the comparison.
   *
   * @param arguments {@code [--quick | --trial] DIRECTORY [WORKLOAD...]}: writes kernel-jdkN.md
   *     there; of some workloads alone, kernel-jdkN.partial.md
   */
  public static void main(String[] arguments) throws RunnerException, IOException {
    List<String> given = new ArrayList<>(List.of(arguments));
    Effort effort =
        given.remove("--quick")
            ? Effort.QUICK
            : given.remove("--trial") ? Effort.TRIAL : Effort.FULL;
    List<String> chosen =
        given.size() < 2 ? WORKLOADS : List.copyOf(given.subList(1, given.size()));
    if (given.isEmpty() || !WORKLOADS.containsAll(chosen)) {
      System.err.println(
          "usage: KernelReport [--quick] DIRECTORY [WORKLOAD...]; workloads: " + WORKLOADS);
      System.exit(2);
    }
    new KernelReport(effort, chosen, Files.createDirectories(Path.of(given.get(0)))).run();
  }

  private void run() throws RunnerException, IOException {
    int all =
        (int) chosen.stream().flatMap(w -> kernels.stream().filter(k -> k.supports(w))).count();
    int done = 0;
    for (String workload : chosen) {
      for (KernelUnderTest kernel : kernels) {
        if (kernel.supports(workload)) {
          KernelTable.Cell cell = measure(kernel, workload);
          table.put(workload, kernel, cell);
          write(partial());
          progress(++done, all, workload, kernel, cell);
        }
      }
    }
    System.out.println(text());
    if (table.missing().isEmpty() && effort != Effort.TRIAL) {
      Files.move(partial(), whole(), StandardCopyOption.REPLACE_EXISTING);
      System.out.println("Written to " + whole());
    } else {
      System.out.println("Written to " + partial());
    }
    if (!table.failures().isEmpty()) {
      System.exit(1);
    }
  }

  /** A figure; null if the kernel crashed, after showing how. */
  private KernelTable.@Nullable Cell measure(KernelUnderTest kernel, String workload)
      throws RunnerException, IOException {
    Path log = Files.createTempFile("jmh", ".log");
    String heap = KernelUnderTest.size(workload) < FEW ? "512m" : "2g";
    ChainedOptionsBuilder options =
        effort
            .applyTo(new OptionsBuilder())
            .include(KernelBenchmark.class.getName().replace(".", "\\."))
            .param("workload", workload)
            .param("kernel", kernel.name())
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTimeProfiler.class)
            .output(log.toString())
            .jvmArgs("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch")
            .jvmArgsAppend(DO_NOT_WAIT);
    Collection<RunResult> results = new Runner(options.build()).run();
    if (results.isEmpty()) {
      System.err.println(Files.readString(log));
    }
    Files.delete(log);
    for (RunResult result : results) {
      Result<?> cpu = metric(result, CpuTimeProfiler.CPU_NANOS);
      double spread =
          (cpu.getStatistics().getMax() - cpu.getStatistics().getMin()) / cpu.getScore();
      return new KernelTable.Cell(
          cpu.getScore(), metric(result, "gc.alloc.rate.norm").getScore(), spread);
    }
    return null;
  }

  private static Result<?> metric(RunResult result, String name) {
    Result<?> found = result.getSecondaryResults().get(name);
    if (found == null) {
      throw new IllegalStateException(
          "JMH gave no '" + name + "', only " + result.getSecondaryResults().keySet());
    }
    return found;
  }

  private void progress(
      int done, int all, String workload, KernelUnderTest kernel, KernelTable.@Nullable Cell cell) {
    double minutes = (System.nanoTime() - startNanos) / 60e9;
    String what = cell == null ? "crashed" : KernelTable.format("%.1f ns", cell.cpuNanos());
    System.out.println(
        KernelTable.format(
            "%d of %d: %s, %s: %s; %.1f min gone, some %.0f to go",
            done, all, workload, kernel.name(), what, minutes, minutes / done * (all - done)));
  }

  private Path whole() {
    return directory.resolve("kernel-jdk" + Runtime.version().feature() + ".md");
  }

  private Path partial() {
    return directory.resolve("kernel-jdk" + Runtime.version().feature() + ".partial.md");
  }

  private void write(Path file) throws IOException {
    Files.writeString(file, text());
  }

  private String text() {
    return KernelTable.format(
            "# Kernels on JDK %d%n%nCPU ns (and bytes) an event; %s, %s, JDK %s; %s%n%n",
            Runtime.version().feature(),
            LocalDate.now(ZoneOffset.UTC),
            processor(),
            Runtime.version(),
            effort.text())
        + table.text();
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
}
