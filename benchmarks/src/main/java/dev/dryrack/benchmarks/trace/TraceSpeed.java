package dev.dryrack.benchmarks.trace;

import dev.dryrack.benchmarks.trace.GeneratedTrace.Form;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.statistics.TraceInspector;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Reads generated traces and prints a table: best of a few passes in one JVM, CPU time of the
 * thread. The obvious readers run in the same JVM after ours, on the same bytes.
 */
public final class TraceSpeed {

  private static final long AZURE_ROWS = 2_000_000;
  private static final long MOONCAKE_ROWS = 150_000;
  private static final long WEEK_ROWS = 44_107_694;
  private static final long REFERENCES = 10_000_000;
  private static final int PASSES = 4;

  private TraceSpeed() {}

  /** A reader of bytes that returns a sum, so that nothing is left out. */
  private interface Reader {
    long read(byte[] trace) throws IOException;
  }

  /** Prints the table; takes no arguments. */
  public static void main(String[] args) throws IOException {
    System.out.println("| question | reader | measured |");
    System.out.println("|---|---|---:|");
    byte[] azure = new GeneratedTrace(Form.AZURE, AZURE_ROWS).readAllBytes();
    rows("dryrack", azure, TraceSpeed::dryrack);
    rows("String.split, times unread", azure, ObviousReaders::splitWithoutTimes);
    rows("String.split, java.time", azure, ObviousReaders::split);
    byte[] mooncake = new GeneratedTrace(Form.MOONCAKE, MOONCAKE_ROWS).readAllBytes();
    bytes("dryrack", mooncake, TraceSpeed::dryrack);
    bytes("Jackson tree a line", mooncake, ObviousReaders::trees);
    week();
    reuse();
    GeneratorSpeed.print();
  }

  private static long dryrack(byte[] trace) throws IOException {
    return read(new ByteArrayInputStream(trace));
  }

  private static long read(InputStream trace) throws IOException {
    long sum = 0;
    try (SessionSource source = TraceFiles.open("generated", trace, TraceOptions.DEFAULTS)) {
      while (source.advance()) {
        sum += source.inputTokens() + source.outputTokens() + source.prefixRuns();
      }
    }
    return sum;
  }

  private static void rows(String name, byte[] trace, Reader reader) throws IOException {
    double rate = AZURE_ROWS / best(trace, reader) / 1e6;
    line("Azure 2024 form, " + AZURE_ROWS + " rows", name, rate, "M rows/s");
  }

  private static void bytes(String name, byte[] trace, Reader reader) throws IOException {
    double rate = trace.length / best(trace, reader) / 1e6;
    line("Mooncake form, " + trace.length / 1_000_000 + " MB", name, rate, "MB/s");
  }

  private static double best(byte[] trace, Reader reader) throws IOException {
    double best = Double.POSITIVE_INFINITY;
    for (int pass = 0; pass < PASSES; pass++) {
      double start = cpuSeconds();
      if (reader.read(trace) == 0) {
        throw new IllegalStateException("nothing was read");
      }
      best = Math.min(best, cpuSeconds() - start);
    }
    return best;
  }

  private static void week() throws IOException {
    double start = cpuSeconds();
    long sum = read(new GeneratedTrace(Form.AZURE, WEEK_ROWS));
    double seconds = cpuSeconds() - start;
    start = cpuSeconds();
    long made = new GeneratedTrace(Form.AZURE, WEEK_ROWS).skip(Long.MAX_VALUE);
    double making = cpuSeconds() - start;
    if (sum == 0 || made == 0) {
      throw new IllegalStateException("nothing was read");
    }
    String question = "Azure 2024 form, " + WEEK_ROWS + " rows, made while read";
    line(question, "dryrack", seconds, "s in all");
    line(question, "making them alone", making, "s");
  }

  private static void reuse() throws IOException {
    double start = cpuSeconds();
    ScatteredBlocks blocks = new ScatteredBlocks(REFERENCES / ScatteredBlocks.BLOCKS);
    long hits = TraceInspector.inspect(blocks).prefix().totalBlocks();
    double seconds = cpuSeconds() - start;
    line(
        "hit rates at all cache sizes, " + hits + " scattered block references",
        "dryrack",
        seconds,
        "s");
  }

  private static double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
  }

  private static void line(String question, String reader, double value, String unit) {
    System.out.println(
        String.format(Locale.ROOT, "| %s | %s | %.3g %s |", question, reader, value, unit));
  }
}
