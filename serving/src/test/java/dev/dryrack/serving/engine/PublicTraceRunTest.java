package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.metrics.PrefixCacheResult;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A whole run finds what published least-recently-used figures say, where requests are served one
 * after the other. Expected rates: expected_dev.json beside the public traces; conversation trace
 * of Mooncake (FAST 2025), 12,031 requests, blocks of 512.
 */
@Tag("slow")
class PublicTraceRunTest {

  private static final int BLOCK = 512;

  /**
   * The published rates count the last block of a prompt, though it is partial. One more token is
   * computed, so that all of them can be found; it takes a block of its own.
   */
  private static final class WholeBlocks extends ForwardingSource {
    WholeBlocks(SessionSource trace) {
      super(trace);
    }

    @Override
    public int inputTokens() {
      return prefixBlocks() * BLOCK + 1;
    }

    @Override
    public int outputTokens() {
      return 1;
    }

    @Override
    public Waiting waiting() {
      return Waiting.NEVER;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 0.04453032928942808",
    "5000, 0.11181975736568457",
    "10000, 0.21159792027729635",
    "30000, 0.3257469670710572",
    "50000, 0.3545580589254766",
    "200000, 0.3664124783362218"
  })
  void aRunOfOneRequestAtATimeFindsWhatAPlainListFinds(int capacity, double rate)
      throws IOException {
    for (PrefixCaching kind : new PrefixCaching[] {PrefixCaching.VLLM, PrefixCaching.RADIX}) {
      Scheduling schedule =
          kind == PrefixCaching.RADIX
              ? Scheduling.of(new SchedulerPolicy.Sglang(1 << 20, 1 << 20, false, 1))
              : Scheduling.DEFAULT;
      ServingSetup setup =
          ServingSetup.builder(
                  new LinearPrice(1_000_000, 0, 0, 0, 0),
                  new EngineLimits(1, 1 << 20, 0, BLOCK, 0.9, 1 << 20))
              .kv(capacity, BLOCK, 0)
              .prefixCaching(kind)
              .scheduling(schedule)
              .maxConcurrency(1)
              .build();
      try (SessionSource trace =
          TraceFiles.open(
              SharedData.file("traces/mooncake_conversation.jsonl.gz"), TraceOptions.DEFAULTS)) {
        RunResult result = new ServingSimulation(setup).run(new WholeBlocks(trace));
        PrefixCacheResult cache = result.prefixCache();
        double prompts = (double) cache.promptTokens() - result.requests().finished();
        double found = cache.hitTokens() / prompts;
        // The block of the one token more stands among those that can be found: of 24 a prompt.
        assertThat(found).as(kind.id()).isBetween(rate * 0.94, rate);
        assertThat(found == rate).as("without limit").isEqualTo(capacity == 200_000);
      }
    }
  }
}
