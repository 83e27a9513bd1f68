package dev.dryrack.benchmarks.kernel;

import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One kernel, one workload, per event. The kernel is chosen by parameter in a JVM of its own, so
 * that no other has shaped its profile.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {

  private static final int EVENTS = 1024;

  /** Name of a {@link KernelUnderTest}. */
  @Param("dryrack-hybrid")
  public String kernel = "";

  /** Name of a workload and its size. */
  @Param("hold-100")
  public String workload = "";

  private Workload running = events -> {};

  /** Fills the kernel, and turns everything in it over three times. */
  @Setup
  public void fill() {
    KernelUnderTest found =
        ServiceLoader.load(KernelUnderTest.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.name().equals(kernel))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no kernel '" + kernel + "'"));
    running = found.workload(workload);
    running.deliver(Math.max(EVENTS, 3 * KernelUnderTest.size(workload)));
  }

  /** Delivers a thousand events; the figures are per event. */
  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void events() {
    running.deliver(EVENTS);
  }
}
