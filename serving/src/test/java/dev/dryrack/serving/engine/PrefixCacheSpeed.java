package dev.dryrack.serving.engine;

import dev.dryrack.serving.SharedData;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.metrics.PrefixCacheResult;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Prints requests per CPU-second with a prefix cache, and without, all metrics on and a linear
 * price: run its main. Prompts have 62 blocks of 16 tokens, half of them shared, 200 output tokens;
 * and Mooncake's conversation trace, with reading it and without.
 */
final class PrefixCacheSpeed {

  private static final EngineLimits LIMITS = new EngineLimits(256, 8192, 0, 16, 0.9, 131_072);
  private static final LinearPrice PRICE =
      new LinearPrice(16_400_000_000L, 12_000_000, 0, 65_000, 0);

  private PrefixCacheSpeed() {}

  /** Runs every case several times, so that the last lines are of compiled code. */
  public static void main(String[] args) throws IOException {
    for (int round = 0; round < 5; round++) {
      for (PrefixCaching caching : PrefixCaching.values()) {
        for (double rate : new double[] {3, 17}) {
          report(
              rate + "/s, 62 blocks",
              ServingSetup.builder(PRICE, LIMITS).kv(40_000, 16, 0).prefixCaching(caching).build(),
              new PrefixSource(round, rate, 300_000, 62, 31, 100, 200));
        }
        try (RequestSource trace =
            TraceFiles.open(
                SharedData.file("traces/mooncake_conversation.jsonl.gz"), TraceOptions.DEFAULTS)) {
          report(
              "conversation trace",
              ServingSetup.builder(new LinearPrice(5_000_000_000L, 100_000, 0, 1_000, 0), LIMITS)
                  .kv(200_000, 16, 0)
                  .prefixCaching(caching)
                  .build(),
              new RecordedSource(trace, 40));
        }
      }
    }
  }

  private static void report(String name, ServingSetup setup, RequestSource source)
      throws IOException {
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    RunResult result = new ServingSimulation(setup).run(source);
    double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) * 1e-9;
    PrefixCacheResult cache = result.prefixCache();
    System.out.printf(
        Locale.ROOT,
        "%-20s %-6s %8d requests, hits %5.1f %%, %.3f CPU-s: %.2fM requests/s%n",
        name,
        setup.prefixCaching().id(),
        result.requests().finished(),
        100.0 * cache.hitTokens() / Math.max(1, cache.promptTokens()),
        seconds,
        result.requests().finished() / seconds * 1e-6);
  }
}
