package dev.dryrack.benchmarks.trace;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.profile.Profiles;
import dev.dryrack.workload.synthetic.ClientMix;
import dev.dryrack.workload.synthetic.Load;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Draws requests of generated loads and prints rows of a table: best of a few passes in one JVM,
 * CPU time of the thread. Profiles that name prefix blocks draw fewer requests.
 */
final class GeneratorSpeed {

  private static final long REQUESTS = 3_000_000;
  private static final long WITH_PREFIXES = 300_000;
  private static final int PASSES = 4;

  private GeneratorSpeed() {}

  static void print() throws IOException {
    SyntheticLoad plain = SyntheticLoad.of(100, 1, 1000, 200, 0.5);
    line("random ranges", plain, REQUESTS);
    SyntheticLoad bursty = SyntheticLoad.of(100, 0.5, 1000, 200, 0.5);
    line("100 skewed clients of gamma gaps", ClientMix.skewed(bursty, 100, 1), REQUESTS);
    for (String profile : Profiles.names()) {
      Load load = Profiles.of(profile).load();
      boolean prefixes = !profile.equals("azure-conv") && !profile.equals("deepseek-r1");
      line("profile " + profile, load, prefixes ? WITH_PREFIXES : REQUESTS);
    }
  }

  private static void line(String name, Load load, long requests) throws IOException {
    double best = Double.POSITIVE_INFINITY;
    for (int pass = 0; pass < PASSES; pass++) {
      double start = cpuSeconds();
      long sum = 0;
      try (SessionSource source = load.open(requests, new RandomStreams(pass, 0))) {
        while (source.advance()) {
          sum += source.inputTokens() + source.prefixRuns();
        }
      }
      if (sum == 0) {
        throw new IllegalStateException("nothing was drawn");
      }
      best = Math.min(best, cpuSeconds() - start);
    }
    System.out.println(
        String.format(
            Locale.ROOT,
            "| %d requests generated | %s | %.3g M requests/s |",
            requests,
            name,
            requests / best / 1e6));
  }

  private static double cpuSeconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
  }
}
