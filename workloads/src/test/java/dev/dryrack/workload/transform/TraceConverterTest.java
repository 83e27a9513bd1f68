package dev.dryrack.workload.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import dev.dryrack.workload.transform.TraceConverter.Format;
import dev.dryrack.workload.transform.TraceConverter.Written;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is read back; what a format cannot hold is counted. */
final class TraceConverterTest {

  /** Two sessions, one with a subagent and a context that is reset, blocks of 64 tokens. */
  private static final String AGENTIC =
      """
      {"id":"one","block_size":64,"hash_id_scope":"local","requests":[
        {"t":0.0,"in":130,"out":5,"api_time":2.0,"think_time":0.0,"hash_ids":[1,2]},
        {"t":3.0,"type":"subagent","requests":[
          {"t":0.0,"in":70,"out":1,"api_time":1.5,"think_time":0.0,"hash_ids":[9]},
          {"t":2.0,"in":140,"out":2,"api_time":4.0,"think_time":0.5,"hash_ids":[9,10]}]},
        {"t":10.25,"in":200,"out":6,"hash_runs":[[1,2],[4,1]],"think_time":8.0}]}
      {"id":"two","block_size":64,"hash_id_scope":"global","requests":[
        {"t":0,"in":64,"out":5,"hash_ids":[7]},
        {"t":90.5,"in":128,"out":5,"hash_ids":[7,8]}]}
      """;

  /** A session without gaps in its text, blocks of 512 tokens, and a request of its own. */
  private static final String CHAT =
      """
      {"session_id": "a", "timestamp": 0, "input_length": 1300, "output_length": 40, "hash_ids": [1, 2, 3]}
      {"session_id": "a", "delay": 2000, "input_length": 250, "output_length": 20}
      {"timestamp": 1000.5, "input_length": 655, "output_length": 52, "hash_ids": [46, 47]}
      """;

  private static final TraceOptions OPTIONS = TraceOptions.DEFAULTS;

  private Written written = new Written(0, 0, 0, 0, 0, 0);

  private String convert(String text, Format format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SessionSource source = open(text, OPTIONS)) {
      written = TraceConverter.write(source, format, out);
    }
    return out.toString(StandardCharsets.US_ASCII);
  }

  private static SessionSource open(String text, TraceOptions options) throws IOException {
    return TraceFiles.open(
        "trace", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), options);
  }

  /** Requests in full, with sessions, waits and blocks if asked for. */
  private static List<String> read(String text, TraceOptions options, boolean sessions, boolean all)
      throws IOException {
    try (SessionSource source = open(text, options)) {
      List<String> requests = new ArrayList<>();
      while (source.advance()) {
        StringBuilder shown = new StringBuilder();
        shown.append(source.arrivalPicos()).append(' ').append(source.inputTokens());
        shown.append('/').append(source.outputTokens());
        if (sessions) {
          shown.append(" s").append(source.sessionId()).append('.').append(source.turn());
        }
        if (all) {
          shown.append(" <").append(source.previousRequest()).append('+');
          shown.append(source.delayPicos()).append(" of ").append(source.blockTokens());
          for (int run = 0; run < source.prefixRuns(); run++) {
            shown.append(' ').append(source.prefixRunStart(run));
            shown.append('*').append(source.prefixRunLength(run));
          }
        }
        requests.add(shown.toString());
      }
      return requests;
    }
  }

  @Test
  void theOwnFormatLosesNothing() throws IOException {
    for (String trace : List.of(AGENTIC, CHAT)) {
      String own = convert(trace, Format.DRYRACK_JSONL);
      assertThat(read(own, OPTIONS, true, true)).isEqualTo(read(trace, OPTIONS, true, true));
      assertThat(written).isEqualTo(new Written(written.requests(), 0, 0, 0, 0, 0));
      assertThat(convert(own, Format.DRYRACK_JSONL)).isEqualTo(own);
    }
  }

  /**
   * A prompt made longer has blocks of its own behind those it had, else no reader would take it.
   */
  @Test
  void promptsMadeLongerAreReadBackWithAllTheirBlocks() throws IOException {
    TraceOptions longer = OPTIONS.withLengthScale(1.7, 1);
    for (String trace : List.of(AGENTIC, CHAT)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (SessionSource source = open(trace, longer)) {
        TraceConverter.write(source, Format.DRYRACK_JSONL, out);
      }
      String own = out.toString(StandardCharsets.US_ASCII);
      assertThat(read(own, OPTIONS, true, true)).isEqualTo(read(trace, longer, true, true));
    }
    assertThat(read(CHAT, longer, false, true).get(0)).contains("2210/40", " 1*3 ", "*2");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void everyFormatKeepsTimesAndLengths(Format format) throws IOException {
    TraceOptions blocks = OPTIONS.withBlockTokens(format == Format.MOONCAKE_JSONL ? 64 : 0);
    String copy = convert(AGENTIC, format);
    if (format != Format.AIPERF_JSONL) {
      assertThat(read(copy, blocks, false, false)).isEqualTo(read(AGENTIC, OPTIONS, false, false));
    }
    assertThat(written.requests()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(
      value = Format.class,
      names = {"BURSTGPT_CSV", "MOONCAKE_JSONL", "BAILIAN_JSONL", "DRYRACK_JSONL"})
  void formatsWithSessionsKeepThem(Format format) throws IOException {
    TraceOptions blocks = OPTIONS.withBlockTokens(format == Format.MOONCAKE_JSONL ? 64 : 0);
    assertThat(read(convert(AGENTIC, format), blocks, true, false))
        .isEqualTo(read(AGENTIC, OPTIONS, true, false));
  }

  @Test
  void lossesAreCounted() throws IOException {
    // Six requests in sessions, all with blocks; four wait, one of them not for the row before.
    convert(AGENTIC, Format.AZURE_CSV);
    assertThat(written).isEqualTo(new Written(6, 6, 6, 0, 0, 0));
    convert(AGENTIC, Format.VIDUR_CSV);
    assertThat(written).isEqualTo(new Written(6, 6, 6, 0, 0, 0));
    convert(AGENTIC, Format.BURSTGPT_CSV);
    assertThat(written).isEqualTo(new Written(6, 0, 6, 4, 0, 0));
    convert(AGENTIC, Format.MOONCAKE_JSONL);
    assertThat(written).isEqualTo(new Written(6, 0, 0, 0, 0, 64));
    convert(AGENTIC, Format.BAILIAN_JSONL);
    assertThat(written.openedTurns()).isEqualTo(4);
  }

  @Test
  void theFormForAiperfHasNewTextOnlyAndDelays() throws IOException {
    String copy = convert(CHAT, Format.AIPERF_JSONL);
    assertThat(copy)
        .isEqualTo(
            """
            {"timestamp": 0, "session_id": "s0", "input_length": 1300, "output_length": 40, "hash_ids": [1, 2, 3]}
            {"timestamp": 1000.5, "input_length": 655, "output_length": 52, "hash_ids": [46, 47]}
            {"session_id": "s0", "delay": 2000, "input_length": 250, "output_length": 20}
            """);
    assertThat(read(copy, OPTIONS, true, true)).isEqualTo(read(CHAT, OPTIONS, true, true));
    assertThat(written).isEqualTo(new Written(3, 0, 1, 0, 0, 0));
    // The subagent's first prompt of 70 does not continue 130 + 5 tokens.
    assertThat(convert(AGENTIC, Format.AIPERF_JSONL)).contains("\"s0-1\"");
    assertThat(written.restartedTurns()).isEqualTo(1);
  }

  @Test
  void blocksForBailianAreSplitIntoSixteenTokens() throws IOException {
    String row =
        "{\"timestamp\": 0, \"input_length\": 520, \"output_length\": 4, \"hash_ids\": [3, 9]}";
    List<String> copy = read(convert(row, Format.BAILIAN_JSONL), OPTIONS, false, true);
    // 520 tokens are 32 whole blocks of 16 and one of 8: 3 * 32 to 3 * 32 + 31, and 9 * 32.
    assertThat(copy).containsExactly("0 520/4 <-1+0 of 16 96*32 288*1");
    assertThat(written).isEqualTo(new Written(1, 0, 0, 0, 0, 0));
  }

  @Test
  void thePublicTracesAreReadBackFromEveryFormat() throws IOException {
    Path file = SharedData.file("traces/mooncake_conversation.jsonl.gz");
    for (Format format : Format.values()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      long input = 0;
      long output = 0;
      try (SessionSource source = TraceFiles.open(file, OPTIONS)) {
        TraceConverter.write(source, format, out);
      }
      try (SessionSource copy =
          TraceFiles.open("copy", new ByteArrayInputStream(out.toByteArray()), OPTIONS)) {
        while (copy.advance()) {
          input += copy.inputTokens();
          output += copy.outputTokens();
        }
        assertThat(copy.counts().emitted()).as("%s", format).isEqualTo(12_031);
        assertThat(copy.arrivalPicos()).as("%s", format).isEqualTo(3_536_999_000_000_000L);
      }
      assertThat(input / 12_031.0).as("%s", format).isEqualTo(12035.061341534369);
      assertThat(output / 12_031.0).as("%s", format).isEqualTo(342.6189011719724);
    }
  }
}
