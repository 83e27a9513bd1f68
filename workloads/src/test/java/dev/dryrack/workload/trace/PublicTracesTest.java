package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.SourceCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Expected figures: counts over the published files with another tool (pandas), 2026-11-23. */
final class PublicTracesTest {

  private static final long PICOS = Decimals.PICOS_PER_SECOND;

  @Test
  void theAzureConversationTraceIsReadWhole() throws IOException {
    Path file = SharedData.file("traces/azure2023_conv.csv.gz");
    try (SessionSource source = TraceFiles.open(file, TraceOptions.DEFAULTS)) {
      long input = 0;
      long output = 0;
      int longest = 0;
      long last = 0;
      long minGap = Long.MAX_VALUE;
      int[] perTenMinutes = new int[6];
      int requests = 0;
      while (source.advance()) {
        if (requests++ > 0) {
          minGap = Math.min(minGap, source.arrivalPicos() - last);
        }
        last = source.arrivalPicos();
        input += source.inputTokens();
        output += source.outputTokens();
        longest = Math.max(longest, source.inputTokens() + source.outputTokens());
        perTenMinutes[(int) (last / (600 * PICOS))]++;
      }
      assertThat(source.counts()).isEqualTo(SourceCounts.all(19_366));
      // duration_s 3501.721936999995 in doubles; exactly, from the first and last stamps:
      assertThat(last).isEqualTo(3_501_721_937_000_000L);
      assertThat(input / 19_366.0).isEqualTo(1154.6974078281523);
      assertThat(output / 19_366.0).isEqualTo(211.12594237323142);
      assertThat(longest).isEqualTo(14_089);
      assertThat(minGap).isEqualTo(2_000_000L);
      assertThat(perTenMinutes).containsExactly(2867, 3118, 4123, 4068, 3125, 2065);
    }
  }

  @Test
  void theMooncakeConversationTraceIsReadWhole() throws IOException {
    Path file = SharedData.file("traces/mooncake_conversation.jsonl.gz");
    try (SessionSource source = TraceFiles.open(file, TraceOptions.DEFAULTS)) {
      long input = 0;
      long output = 0;
      long blocks = 0;
      int partial = 0;
      int longest = 0;
      BitSet distinct = new BitSet();
      while (source.advance()) {
        input += source.inputTokens();
        output += source.outputTokens();
        longest = Math.max(longest, source.inputTokens() + source.outputTokens());
        blocks += source.prefixBlocks();
        partial += source.prefixBlocks() * 512 > source.inputTokens() ? 1 : 0;
        for (int run = 0; run < source.prefixRuns(); run++) {
          int start = (int) source.prefixRunStart(run);
          distinct.set(start, start + source.prefixRunLength(run));
        }
      }
      assertThat(source.counts()).isEqualTo(SourceCounts.all(12_031));
      assertThat(source.arrivalPicos()).isEqualTo(3_536_999_000_000_000L);
      assertThat(input / 12_031.0).isEqualTo(12035.061341534369);
      assertThat(output / 12_031.0).isEqualTo(342.6189011719724);
      assertThat(longest).isEqualTo(126_527);
      assertThat(blocks).isEqualTo(288_500);
      assertThat(distinct.cardinality()).isEqualTo(182_790);
      assertThat(distinct.length()).isEqualTo(182_790);
      assertThat(partial).isEqualTo(12_009);
      assertThat(source.blockTokens()).isEqualTo(512);
    }
  }

  @Test
  void theMeasuredWorkloadOfLlmServingSimIsReadByItsColumns() throws IOException {
    Path file =
        SharedData.file("traces/measured_vllm/workload_sharegpt-llama-3.1-8b-300-sps10.csv");
    try (SessionSource source = TraceFiles.open(file, TraceOptions.DEFAULTS)) {
      assertThat(source.advance()).isTrue();
      assertThat(source.advance()).isTrue();
      assertThat(source.arrivalPicos()).isEqualTo((347_938_951L - 46_926_808L) * 1_000);
      assertThat(source.inputTokens()).isEqualTo(1034);
      while (source.advance()) {
        assertThat(source.outputTokens()).isPositive();
      }
      assertThat(source.counts()).isEqualTo(SourceCounts.all(300));
    }
  }
}
