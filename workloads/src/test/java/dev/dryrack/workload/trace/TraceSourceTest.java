package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.trace.TraceOptions.BadLength;
import dev.dryrack.workload.trace.TraceOptions.OverContext;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TraceSourceTest {

  private static final String THREE =
      Traces.AZURE
          + "2023-11-16 18:15:46.5,10,1\n"
          + "2023-11-16 18:15:47,20,2\n"
          + "2023-11-16 18:15:49.2500001,30,3\n";

  private static SourceCounts counts(String text, TraceOptions options) throws IOException {
    try (SessionSource source = Traces.open(Traces.bytes(text), options)) {
      while (source.advance()) {
        assertThat(source.inputTokens()).isPositive();
      }
      return source.counts();
    }
  }

  private static String csv(String... rows) {
    return Traces.AZURE + String.join("\n", rows) + "\n";
  }

  @Test
  void lineEndsMarksAndBlankLinesDoNotMatter() throws IOException {
    String[] expected = {"0/10/1", "500000000000/20/2", "2750000100000/30/3"};
    String crlf = THREE.replace("\n", "\r\n");
    assertThat(Traces.read(THREE, TraceOptions.DEFAULTS)).containsExactly(expected);
    assertThat(Traces.read(crlf, TraceOptions.DEFAULTS)).containsExactly(expected);
    assertThat(Traces.read("\ufeff" + crlf, TraceOptions.DEFAULTS)).containsExactly(expected);
    assertThat(Traces.read(THREE.strip(), TraceOptions.DEFAULTS)).containsExactly(expected);
    assertThat(Traces.read(crlf.strip(), TraceOptions.DEFAULTS)).containsExactly(expected);
    assertThat(Traces.read("\n" + THREE.replace("\n", "\n\r\n"), TraceOptions.DEFAULTS))
        .containsExactly(expected);
    assertThat(Traces.read(Traces.gzip(Traces.bytes(crlf)), TraceOptions.DEFAULTS))
        .containsExactly(expected);
  }

  @Test
  void columnsAreFoundByName() throws IOException {
    String text =
        "GeneratedTokens, NumImages ,\"ContextTokens\",TIMESTAMP\n5,0, 7 ,2024-10-15T12:00:00.269Z\n";
    assertThat(Traces.read(text, TraceOptions.DEFAULTS)).containsExactly("0/7/5");
  }

  @Test
  void everyCsvFormatIsToldByItsColumns() throws IOException {
    assertThat(
            Traces.read(
                """
                Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
                5,ChatGPT,472,18,490,Conversation log
                45.5,GPT-4,1,2,3,API log
                """,
                TraceOptions.DEFAULTS))
        .containsExactly("0/472/18", "40500000000000/1/2");
    assertThat(
            Traces.read(
                "arrived_at,num_prefill_tokens,num_decode_tokens\n0.0,374,44\n4.314579,396,109\n",
                TraceOptions.DEFAULTS))
        .containsExactly("0/374/44", "4314579000000/396/109");
    assertThat(
            Traces.read(
                """
                request_id,request_type,application_id,arrival_timestamp,batch_size,prompt_size,token_size
                0,2,0,1e-05,1,9,8
                1,2,0,0.5,1,7,6
                """,
                TraceOptions.DEFAULTS))
        .containsExactly("0/9/8", "499990000000/7/6");
  }

  @Test
  void mooncakeRowsCarryTheirBlocksAsRuns() throws IOException {
    String text =
        "{\"timestamp\": 27482, \"input_length\": 1500, \"output_length\": 52, \"hash_ids\": [46, 47, 3]}\n"
            + "{\"hash_ids\": [], \"x\": [{\"y\": 1}], \"output_length\": 5, \"input_length\": 7, \"timestamp\": 27482.5}";
    try (SessionSource source = Traces.open(Traces.bytes(text), TraceOptions.DEFAULTS)) {
      assertThat(source.advance()).isTrue();
      assertThat(source.prefixRuns()).isEqualTo(2);
      assertThat(source.prefixRunStart(0)).isEqualTo(46);
      assertThat(source.prefixRunLength(0)).isEqualTo(2);
      assertThat(source.prefixRunStart(1)).isEqualTo(3);
      assertThat(source.sessionId()).isEqualTo(-1);
      assertThat(source.previousRequest()).isEqualTo(-1);
      assertThat(source.advance()).isTrue();
      assertThat(source.prefixRuns()).isZero();
      assertThat(source.arrivalPicos()).isEqualTo(500_000_000L);
      assertThat(source.advance()).isFalse();
    }
  }

  @Test
  void onlyTheFirstRequestsAreReplayed() throws IOException {
    assertThat(Traces.read(THREE, TraceOptions.DEFAULTS.withFirstRequests(2))).hasSize(2);
    assertThat(counts(THREE, TraceOptions.DEFAULTS.withFirstRequests(2)))
        .isEqualTo(SourceCounts.all(2));
  }

  @Test
  void speedDividesEveryGap() throws IOException {
    assertThat(Traces.read(THREE, TraceOptions.DEFAULTS.withSpeed(2)))
        .containsExactly("0/10/1", "250000000000/20/2", "1375000050000/30/3");
  }

  @Test
  void aWindowCountsFromTheFirstRequestAndStartsAnewAtZero() throws IOException {
    TraceOptions options = TraceOptions.DEFAULTS.withWindow(500_000_000_000L, 2_750_000_100_000L);
    assertThat(Traces.read(THREE, options)).containsExactly("0/20/2");
    assertThat(counts(THREE, options))
        .isEqualTo(
            new SourceCounts(2, 1, Map.of("before-window", 1L), Map.of("stopped-at-end", 1L)));
  }

  @Test
  void zeroLengthsAreDroppedAndCountedUnlessToldOtherwise() throws IOException {
    String text =
        csv("2023-11-16 18:15:46,0,1", "2023-11-16 18:15:47,5,0", "2023-11-16 18:15:48,5,6");
    assertThat(Traces.read(text, TraceOptions.DEFAULTS)).containsExactly("0/5/6");
    assertThat(counts(text, TraceOptions.DEFAULTS))
        .isEqualTo(new SourceCounts(3, 1, Map.of("zero-input", 1L, "zero-output", 1L), Map.of()));
    TraceOptions clamp =
        TraceOptions.DEFAULTS.withBadLengths(BadLength.CLAMP_TO_ONE, BadLength.REFUSE);
    assertThat(Traces.read(text, clamp))
        .containsExactly("0/1/1", "1000000000000/5/1", "2000000000000/5/6");
    TraceOptions refuse = TraceOptions.DEFAULTS.withBadLengths(BadLength.REFUSE, BadLength.REFUSE);
    assertThat(Traces.refusal(Traces.bytes(text), refuse))
        .startsWith("trace:2: ContextTokens '0' is not a length");
  }

  @Test
  void negativeLengthsAreRefusedUnlessToldOtherwise() throws IOException {
    String text = csv("2023-11-16 18:15:46,7,-3", "2023-11-16 18:15:48,5,6");
    assertThat(Traces.refusal(text)).startsWith("trace:2: GeneratedTokens '-3' is not a length");
    TraceOptions drop = TraceOptions.DEFAULTS.withBadLengths(BadLength.DROP, BadLength.DROP);
    assertThat(counts(text, drop).dropped()).isEqualTo(Map.of("negative-output", 1L));
  }

  @Test
  void requestsBeyondTheContextAreDroppedOrCut() throws IOException {
    String text =
        csv("2023-11-16 18:15:46,90,11", "2023-11-16 18:15:46,89,11", "2023-11-16 18:15:46,1,100");
    TraceOptions drop = TraceOptions.DEFAULTS.withContextLimit(100, OverContext.DROP);
    assertThat(Traces.read(text, drop)).containsExactly("0/89/11");
    assertThat(counts(text, drop).dropped()).isEqualTo(Map.of("over-context", 2L));
    TraceOptions cut = TraceOptions.DEFAULTS.withContextLimit(100, OverContext.TRUNCATE_INPUT);
    assertThat(Traces.read(text, cut)).containsExactly("0/89/11", "0/89/11");
    assertThat(counts(text, cut))
        .isEqualTo(
            new SourceCounts(3, 2, Map.of("over-context", 1L), Map.of("input-truncated", 1L)));
  }

  @Test
  void aCutPromptKeepsTheBlocksThatStillCoverIt() throws IOException {
    String text =
        "{\"timestamp\":0,\"input_length\":1500,\"output_length\":100,\"hash_ids\":[46,47,48]}\n";
    TraceOptions cut = TraceOptions.DEFAULTS.withContextLimit(700, OverContext.TRUNCATE_INPUT);
    try (SessionSource source = Traces.open(Traces.bytes(text), cut)) {
      assertThat(source.advance()).isTrue();
      assertThat(source.inputTokens()).isEqualTo(600);
      assertThat(source.prefixBlocks()).isEqualTo(2);
    }
  }

  @Test
  void lateRowsArePutInOrderAndEqualTimesKeepTheOrderOfTheFile() throws IOException {
    String text =
        csv(
            "2023-11-16 18:15:46,1,1",
            "2023-11-16 18:15:48,2,1",
            "2023-11-16 18:15:47,3,1",
            "2023-11-16 18:15:48,4,1",
            "2023-11-16 18:15:47,5,1");
    assertThat(Traces.read(text, TraceOptions.DEFAULTS))
        .containsExactly(
            "0/1/1",
            "1000000000000/3/1",
            "1000000000000/5/1",
            "2000000000000/2/1",
            "2000000000000/4/1");
    assertThat(counts(text, TraceOptions.DEFAULTS).noted()).isEqualTo(Map.of("out-of-order", 2L));
  }

  @Test
  void rowsLaterThanTheWindowReachesAreRefused() {
    String text =
        csv("2023-11-16 18:15:46,1,1", "2023-11-16 18:15:48,2,1", "2023-11-16 18:15:47,3,1");
    assertThat(Traces.refusal(Traces.bytes(text), TraceOptions.DEFAULTS.withReorderRows(1)))
        .startsWith("trace:4: TIMESTAMP ")
        .contains("--reorder-rows");
  }

  @Test
  void spansBeyondTheClockAreRefused() {
    String text = csv("2023-01-01 00:00:00,1,1", "2023-12-31 00:00:00,2,1");
    assertThat(Traces.refusal(text)).startsWith("trace:3: TIMESTAMP ").contains("106 days");
  }

  @Test
  void concatenatedGzipMembersAreOneTrace() throws IOException {
    byte[] head = Traces.gzip(Traces.bytes(THREE.substring(0, 60)));
    byte[] tail = Traces.gzip(Traces.bytes(THREE.substring(60)));
    byte[] both = new byte[head.length + tail.length];
    System.arraycopy(head, 0, both, 0, head.length);
    System.arraycopy(tail, 0, both, head.length, tail.length);
    assertThat(Traces.read(both, TraceOptions.DEFAULTS)).hasSize(3);
  }
}
