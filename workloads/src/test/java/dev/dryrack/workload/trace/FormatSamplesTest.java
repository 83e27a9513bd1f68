package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Samples of the public formats, each recognised by its content. Expected: counted by hand in the
 * files (the two long ones with wc), last arrivals as differences of the first and last stamp.
 */
final class FormatSamplesTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        // two kinds of stamps: with microseconds, and without a fraction
        "format_samples/azure2024_published_rows.csv,Azure,6,6,172799990070000000",
        "format_samples/azure2025_lmm_published_rows.csv,Azure,5,5,7297000000000",
        "format_samples/aiperf_sessions_handmade.jsonl,AIPerf,4,3,2000000000000",
        "format_samples/bailian_handmade.jsonl,Qwen-Bailian,3,3,1386000000000",
        "format_samples/burstgpt_v1_handmade.csv,BurstGPT,5,3,113000000000000",
        "format_samples/burstgpt_v3_handmade.csv,BurstGPT,4,3,9000000000000",
        "format_samples/sharegpt_handmade.json,ShareGPT,4,2,0",
        "format_samples/vidur_replay_handmade.csv,Vidur,2,2,4314579000000",
        "vidur_arxiv_summarization_lengths.csv.gz,Vidur lengths,28257,28257,0",
        "measured_vllm/RTXPRO6000_Qwen3-32B_requests.jsonl,LLMServingSim,300,300,-1",
        "measured_vllm/workload_sharegpt-qwen3-32b-300-sps10.csv,LLMServingSim,300,300,-1",
      })
  void everySampleIsReadWhole(String file, String format, long read, long emitted, long lastPicos)
      throws IOException {
    TraceOptions options = TraceOptions.DEFAULTS.withCharactersPerToken(4);
    try (SessionSource source = TraceFiles.open(SharedData.file("traces/" + file), options)) {
      while (source.advance()) {
        assertThat(source.inputTokens()).isPositive();
      }
      assertThat(source.description()).contains(format);
      assertThat(source.counts().read()).isEqualTo(read);
      assertThat(source.counts().emitted()).isEqualTo(emitted);
      if (lastPicos >= 0) {
        assertThat(source.arrivalPicos()).isEqualTo(lastPicos);
      }
    }
  }
}
