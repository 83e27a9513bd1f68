package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.trace.TraceOptions.BadLength;
import dev.dryrack.workload.trace.TraceOptions.TurnInput;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SessionTracesTest {

  /** Requests as {@code millis in/out sSESSION.TURN <PREVIOUS+delay [start*length ...]}. */
  static List<String> read(String text, TraceOptions options) throws IOException {
    try (SessionSource source = Traces.open(Traces.bytes(text), options)) {
      List<String> requests = new ArrayList<>();
      while (source.advance()) {
        requests.add(shown(source));
      }
      return requests;
    }
  }

  private static String shown(SessionSource source) {
    StringBuilder text = new StringBuilder();
    text.append(source.arrivalPicos() / 1_000_000_000L).append(' ');
    text.append(source.inputTokens()).append('/').append(source.outputTokens());
    if (source.sessionId() >= 0) {
      text.append(" s").append(source.sessionId()).append('.').append(source.turn());
    }
    if (source.previousRequest() >= 0) {
      text.append(" <").append(source.previousRequest()).append('+');
      text.append(source.delayPicos() / 1_000_000_000L);
    }
    for (int run = 0; run < source.prefixRuns(); run++) {
      text.append(' ').append(source.prefixRunStart(run) & 0xffffffffL).append('*');
      text.append(source.prefixRunLength(run));
    }
    return text.toString();
  }

  private static SourceCounts counts(String text, TraceOptions options) throws IOException {
    try (SessionSource source = Traces.open(Traces.bytes(text), options)) {
      while (source.advance()) {
        assertThat(source.inputTokens()).isPositive();
      }
      return source.counts();
    }
  }

  private static final String AIPERF =
      """
      {"session_id": "a", "timestamp": 0, "input_length": 1300, "output_length": 40, "hash_ids": [1, 2, 3]}
      {"session_id": "a", "delay": 2000, "input_length": 250, "output_length": 20}
      {"timestamp": 1000.5, "input_length": 655, "output_length": 52, "hash_ids": [46, 47]}

      {"input_length": 10, "hash_ids": [123]}
      """;

  @Test
  void aTurnWithADelayWaitsForTheTurnBeforeAndCarriesItsHistory() throws IOException {
    // 1300 + 40 + 250 = 1590 tokens: three full blocks, two of which the first turn had full.
    assertThat(read(AIPERF, TraceOptions.DEFAULTS))
        .containsExactly(
            "0 1300/40 s0.0 1*3", "1000 655/52 46*2", "2000 1590/20 s0.1 <0+2000 1*2 2*1");
    SourceCounts counts = counts(AIPERF, TraceOptions.DEFAULTS);
    assertThat(counts.dropped()).isEqualTo(Map.of("no-output-length", 1L));
    assertThat(counts.noted()).containsKey("untimed");
  }

  @Test
  void turnsMayBeReplayedOpenLoopAndLengthsTakenAsWholePrompts() throws IOException {
    assertThat(
            read(
                AIPERF,
                TraceOptions.DEFAULTS
                    .withTurns(Turns.OPEN_LOOP)
                    .withTurnInput(TurnInput.WHOLE_PROMPT)))
        .containsExactly("0 1300/40 s0.0 1*3", "1000 655/52 46*2", "2000 250/20 s0.1");
  }

  @Test
  void aTurnWhosePredecessorIsDroppedWaitsForTheOneBeforeThat() throws IOException {
    String text =
        """
        {"session_id": "a", "timestamp": 0, "input_length": 10, "output_length": 4}
        {"session_id": "a", "delay": 1, "input_length": 10, "output_length": 0}
        {"session_id": "a", "delay": 1, "input_length": 10, "output_length": 4}
        """;
    assertThat(read(text, TraceOptions.DEFAULTS))
        .containsExactly("0 10/4 s0.0", "2 34/4 s0.2 <0+1");
  }

  @Test
  void qwenRequestsArriveAtTheirTimesAndChainByParent() throws IOException {
    String text =
        """
        {"chat_id": 159, "parent_chat_id": -1, "timestamp": 61.114, "input_length": 40, "output_length": 132, "type": "text", "turn": 1, "hash_ids": [1089, 1090, 1091]}
        {"chat_id": 160, "parent_chat_id": 159, "timestamp": 62.5, "input_length": 60, "output_length": 80, "type": "search", "turn": 2, "hash_ids": [1089, 1090, 1092, 1093]}
        {"chat_id": 161, "parent_chat_id": 7, "timestamp": 62.5, "input_length": 16, "output_length": 1, "type": "file", "turn": 1, "hash_ids": [1200]}
        """;
    assertThat(read(text, TraceOptions.DEFAULTS))
        .containsExactly(
            "0 40/132 s0.0 1089*3", "1386 60/80 s0.1 1089*2 1092*2", "1386 16/1 s1.0 1200*1");
    assertThat(counts(text, TraceOptions.DEFAULTS).noted()).isEqualTo(Map.of("parent-unknown", 1L));
  }

  @Test
  void burstGptSessionsAreGroupedByName() throws IOException {
    String text =
        """
        Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type
        0,6f2b,3.2,ChatGPT,100,50,150,Conversation log
        2,,1.1,GPT-4,200,20,220,API log
        9,6f2b,4.0,ChatGPT,260,70,330,Conversation log
        12,,,GPT-4,50,0,50,API log
        """;
    assertThat(read(text, TraceOptions.DEFAULTS))
        .containsExactly("0 100/50 s0.0", "2000 200/20", "9000 260/70 s0.1");
    assertThat(counts(text, TraceOptions.DEFAULTS).dropped()).isEqualTo(Map.of("zero-output", 1L));
  }

  @Test
  void subRequestsOfLlmServingSimFollowOneAnotherAfterTheirTools() throws IOException {
    String text =
        """
        {"input_toks": 5, "output_toks": 6, "arrival_time_ns": 1000000}
        {"session_id": "x", "arrival_time_ns": 2000000, "sub_requests": [{"input_toks": 10, "output_toks": 1, "tool_duration_ns": 7000000}, {"input_toks": 20, "output_toks": 2}]}
        """;
    assertThat(read(text, TraceOptions.DEFAULTS))
        .containsExactly("0 5/6", "1 10/1 s0.0", "8 20/2 s0.1 <1+7");
    assertThat(read(text, TraceOptions.DEFAULTS.withTurns(Turns.OPEN_LOOP)))
        .containsExactly("0 5/6", "1 10/1 s0.0", "8 20/2 s0.1");
  }

  @Test
  void aVllmBenchResultIsAWorkload() throws IOException {
    String timed =
        "{\"date\": \"x\", \"input_lens\": [10, 20], \"output_lens\": [1, 2], \"ttfts\": [[0.1], 3],"
            + " \"start_times\": [100.5, 101.25]}";
    assertThat(read(timed, TraceOptions.DEFAULTS)).containsExactly("0 10/1", "750 20/2");
    String untimed = "{\"input_lens\": [10, 20], \"output_lens\": [1, 2]}";
    assertThat(read(untimed, TraceOptions.DEFAULTS)).containsExactly("0 10/1", "0 20/2");
    assertThat(counts(untimed, TraceOptions.DEFAULTS).noted()).isEqualTo(Map.of("untimed", 2L));
    assertThat(Traces.refusal("{\"input_lens\": [10, 20], \"output_lens\": [1]}"))
        .startsWith("trace:1: output_lens '1 numbers' do not match the 2");
  }

  @Test
  void shareGptNeedsAStatedEstimateOfTokens() throws IOException {
    String text =
        """
        [{"id":"a1","conversations":[{"from":"human","value":"Hello there"},{"from":"gpt","value":"Hi! How can I help?"},{"from":"human","value":"Tell me a joke"},{"from":"gpt","value":"No."}]},
         {"id":"a2","conversations":[{"from":"human","value":"dropped"}]},{"id":"a3","conversations":[]}]
        """;
    assertThat(Traces.refusal(text))
        .startsWith("trace:1: conversations.value '11 characters' are text")
        .contains("num_tokens", "--chars-per-token 4");
    TraceOptions options = TraceOptions.DEFAULTS.withCharactersPerToken(4);
    assertThat(read(text, options)).containsExactly("0 3/5 s0.0", "0 12/1 s0.1 <0+0");
    assertThat(counts(text, options).dropped()).isEqualTo(Map.of("no-answer", 2L));
  }

  @Test
  void shareGptTurnsHaveTheTokensThatTheyAreGiven() throws IOException {
    String counted =
        """
        [{"id":"a1","conversations":[{"from":"human","value":"Hello there","num_tokens":2},{"from":"gpt","num_tokens":7},{"from":"human","num_tokens":4},{"from":"gpt","value":"No.","num_tokens":3}]}]
        """;
    assertThat(read(counted, TraceOptions.DEFAULTS))
        .containsExactly("0 2/7 s0.0", "0 13/3 s0.1 <0+0");
    try (SessionSource source = Traces.open(Traces.bytes(counted), TraceOptions.DEFAULTS)) {
      while (source.advance()) {
        assertThat(source.mattered(ReadingChoice.CHARACTERS_PER_TOKEN)).isFalse();
      }
      assertThat(source.description()).contains("given counts of tokens");
    }
    String some = counted.replace("\"Hello there\",\"num_tokens\":2", "\"Hello there\"");
    assertThat(read(some, TraceOptions.DEFAULTS.withCharactersPerToken(4)))
        .containsExactly("0 3/7 s0.0", "0 14/3 s0.1 <0+0");
    assertThat(Traces.refusal(some)).contains("conversations.value '11 characters' are text");
    assertThat(Traces.refusal(counted.replace(":7}", ":-7}")))
        .startsWith("trace:1: num_tokens '-7' is negative; repair");
  }

  @Test
  void lengthsWithoutTimesAreRemarked() throws IOException {
    String text =
        "num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio\n3772,54,3826,69.85\n";
    assertThat(read(text, TraceOptions.DEFAULTS)).containsExactly("0 3772/54");
    assertThat(counts(text, TraceOptions.DEFAULTS).noted()).isEqualTo(Map.of("untimed", 1L));
  }

  private static final String AGENTIC =
      """
      {"id":"one","models":["m"],"block_size":64,"hash_id_scope":"local","tool_tokens":1,"requests":[
        {"t":0.0,"type":"n","model":"m","in":130,"out":5,"stop":"tool_use","api_time":2.0,"think_time":0.0,"hash_ids":[1,2]},
        {"t":3.0,"type":"subagent","agent_id":"x","duration_ms":9000,"requests":[
          {"t":0.0,"type":"n","in":70,"out":1,"api_time":1.5,"think_time":0.0,"hash_ids":[9]},
          {"t":2.0,"type":"n","in":140,"out":2,"api_time":4.0,"think_time":0.5,"hash_ids":[9,10]}]},
        {"t":10.0,"type":"s","in":200,"out":6,"hash_runs":[[1,2],[4,1]],"think_time":8.0}]}
      {"id":"two","block_size":64,"hash_id_scope":"global","requests":[
        {"t":0,"type":"n","in":64,"out":5,"hash_ids":[7]},
        {"t":90.5,"type":"n","in":128,"out":5,"hash_ids":[7,8]}]}
      """;

  /** One trace of each format, for damage tests. */
  static final List<String> SAMPLES =
      List.of(
          AIPERF,
          AGENTIC,
          """
          {"chat_id": 159, "parent_chat_id": -1, "timestamp": 61.114, "input_length": 40, "output_length": 132, "hash_ids": [1089, 1090, 1091]}
          {"chat_id": 160, "parent_chat_id": 159, "timestamp": 62.5, "input_length": 60, "output_length": 80, "hash_ids": [1089, 1090, 1092, 1093]}
          """,
          """
          Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type
          0,6f2b,3.2,ChatGPT,100,50,150,Conversation log
          2,,1.1,GPT-4,200,20,220,API log
          9,6f2b,4.0,ChatGPT,260,70,330,Conversation log
          """,
          """
          {"input_toks": 5, "output_toks": 6, "arrival_time_ns": 1000000}
          {"session_id": "x", "arrival_time_ns": 2000000, "sub_requests": [{"input_toks": 10, "output_toks": 1, "tool_duration_ns": 7000000}, {"input_toks": 20, "output_toks": 2}]}
          """,
          """
          {"date": "x", "input_lens": [10, 20], "output_lens": [1, 2], "ttfts": [[0.1], 3], "start_times": [100.5, 101.25]}
          """,
          """
          [{"id":"a1","conversations":[{"from":"human","value":"Hello there"},{"from":"gpt","value":"Hi! How can I help?"},{"from":"human","value":"Tell me a joke"},{"from":"gpt","value":"No."}]},
           {"id":"a2","conversations":[{"from":"human","value":"dropped"}]},{"id":"a3","conversations":[]}]
          """);

  @Test
  void agenticSessionsFollowTheirThinkTimesAndWaitForSubagents() throws IOException {
    assertThat(read(AGENTIC, TraceOptions.DEFAULTS.withSessionGap(8 * Decimals.PICOS_PER_SECOND)))
        .containsExactly(
            "0 130/5 s0.0 1*2",
            "3000 70/1 s0.1 <0+1000 9*1", // 3 s after t 0 whose answer took 2 s
            "5000 140/2 s0.2 <1+500 9*2",
            "8000 64/5 s1.0 7*1",
            "10000 200/6 s0.3 <2+1000 1*2 4*1", // the subagent was done at 3 + 2 + 4 = 9 s
            "98500 128/5 s1.1 <3+90500 7*2");
    assertThat(counts(AGENTIC, TraceOptions.DEFAULTS).noted())
        .isEqualTo(Map.of("pause-estimated", 1L, "subagent-begun", 1L));
  }

  @Test
  void theMembersOfAnAgenticSessionMayStandInAnyOrder() throws IOException {
    String usual =
        """
        {"id": "a", "block_size": 64, "hash_id_scope": "global", "requests": [
        {"t": 0, "in": 130, "out": 5, "hash_ids": [1, 2], "api_time": 2},
        {"t": 3, "type": "subagent", "requests": [{"t": 1, "in": 64, "out": 3, "hash_ids": [9], "api_time": 1}]},
        {"t": 9, "in": 140, "out": 6, "think_time": 0.5, "hash_ids": [1, 2]}]}
        """;
    String other =
        """
        {"requests": [
        {"hash_ids": [1, 2], "api_time": 2, "out": 5, "in": 130, "t": 0},
        {"requests": [{"hash_ids": [9], "out": 3, "api_time": 1, "in": 64, "t": 1}], "type": "subagent", "t": 3},
        {"think_time": 0.5, "hash_ids": [1, 2], "out": 6, "in": 140, "t": 9}],
        "hash_id_scope": "global", "block_size": 64, "id": "a"}
        """;
    assertThat(read(other, TraceOptions.DEFAULTS))
        .isEqualTo(read(usual, TraceOptions.DEFAULTS))
        .containsExactly(
            "0 130/5 s0.0 1*2", "4000 64/3 s0.1 <0+2000 9*1", "9000 140/6 s0.2 <1+4000 1*2");
  }

  @Test
  void whatAFormatDoesNotHaveIsRemarkedByName() throws IOException {
    assertThat(
            counts(
                    "arrived_at,num_prefill_tokens,num_decode_tokens,priority\n0,1,1,5\n1,1,1,5\n",
                    TraceOptions.DEFAULTS)
                .noted())
        .isEqualTo(Map.of("unknown-field:priority", 2L));
    String lines =
        """
        {"timestamp": 0, "input_length": 5, "output_length": 1, "tenant": "a"}
        {"timestamp": 0, "input_length": 5, "output_length": 1, "delay": 500}
        """;
    assertThat(counts(lines, TraceOptions.DEFAULTS).noted())
        .isEqualTo(
            Map.of("unknown-field:tenant", 1L, "unknown-field:delay (without session_id)", 1L));
    String nested = AGENTIC.replace("\"out\":6,", "\"out\":6,\"mood\":1,");
    assertThat(counts(nested, TraceOptions.DEFAULTS).noted())
        .containsEntry("unknown-field:requests.mood", 1L);
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      many.append("{\"timestamp\": 0, \"input_length\": 5, \"output_length\": 1, \"x");
      many.append(i).append("\": 1}\n");
    }
    assertThat(counts(many.toString(), TraceOptions.DEFAULTS).noted())
        .hasSize(17)
        .containsEntry("unknown-field:(further names)", 84L);
  }

  @Test
  void whatContradictsItselfInOneRowIsRefused() {
    assertThat(
            Traces.refusal(
                "{\"input_toks\":1,\"output_toks\":1,\"arrival_time\":1,\"arrival_time_ns\":1}"))
        .contains("arrival_time_ns are of clocks with different zeros");
    assertThat(
            Traces.refusal(
                "{\"input_toks\":1,\"output_toks\":1,\"arrival_time\":1}\n"
                    + "{\"input_toks\":1,\"output_toks\":1,\"arrival_time_ns\":1}"))
        .startsWith("trace:2: arrival_time");
    assertThat(
            Traces.refusal(
                "{\"arrival_time_ns\":1,\"sub_requests\":[{\"input_toks\":1,\"input_toks\":2,"
                    + "\"output_toks\":1}]}"))
        .contains("input_toks '2' stands twice in one object");
    assertThat(Traces.refusal(AGENTIC.replace("\"out\":6,", "\"out\":6,\"out\":7,")))
        .contains("out '7' stands twice in one object");
    String own = "{\"arrival_s\":0,\"input_tokens\":1,\"output_tokens\":1";
    assertThat(Traces.refusal(own + ",\"delay_s\":1}")).contains("delay_s '' stands without after");
    assertThat(Traces.refusal(own + ",\"turn\":1}")).contains("turn '' stands without its session");
    assertThat(
            Traces.refusal(
                Traces.bytes("{\"turns\":[{\"text\":\"a\",\"output_length\":1}],\"text\":\"b\"}"),
                FormatSamples.OPTIONS))
        .contains("turns '' stand beside members of a single turn");
  }

  @Test
  void brokenAgenticSessionsAreRefused() {
    assertThat(Traces.refusal(AGENTIC.replace("\"in\":140", "\"in\":400")))
        .startsWith("trace:1: request 2 hash_ids '2 ids' do not match in 400");
    assertThat(Traces.refusal(AGENTIC.replace("\"out\":6,", "")))
        .startsWith("trace:1: request 3 '' lacks t, in or out");
    assertThat(Traces.refusal(AGENTIC.replace("[4,1]", "[4,0]"))).contains("is not a run");
    assertThat(Traces.refusal(AGENTIC.replace("global", "worldwide")))
        .startsWith("trace:7: hash_id_scope 'worldwide' is neither");
  }

  @Test
  void thePublicAgenticSamplesAreReadAsTheyStand() throws IOException {
    Path file = SharedData.file("traces/weka_samples/trace_0274.json");
    try (SessionSource source = TraceFiles.open(file, TraceOptions.DEFAULTS)) {
      int open = 0;
      while (source.advance()) {
        assertThat(source.prefixBlocks()).isEqualTo(source.inputTokens() / 64);
        open += source.previousRequest() < 0 ? 1 : 0;
      }
      assertThat(open).isEqualTo(1);
      // Members named "in" of the document, counted as text.
      long requests = Files.readString(file).split("\"in\":", -1).length - 1L;
      assertThat(source.counts().read()).isEqualTo(requests);
    }
  }

  @Test
  void thePublicAgenticTraceIsReadWhole() throws IOException {
    Path file = SharedData.file("traces/weka_agentic_dev_rle.jsonl.gz");
    TraceOptions clamp =
        TraceOptions.DEFAULTS.withBadLengths(BadLength.CLAMP_TO_ONE, BadLength.REFUSE);
    try (SessionSource source = TraceFiles.open(file, clamp)) {
      long input = 0;
      long output = 0;
      long blocks = 0;
      int sessions = 0;
      long first = 0;
      while (source.advance()) {
        input += source.inputTokens();
        output += source.outputTokens();
        blocks += source.prefixBlocks();
        sessions = Math.max(sessions, source.sessionId() + 1);
        first += source.previousRequest() < 0 ? 1 : 0;
        assertThat(source.prefixBlocks()).isEqualTo(source.inputTokens() / 64);
      }
      SourceCounts counts = source.counts();
      assertThat(counts.emitted()).isEqualTo(31_879);
      assertThat(sessions).isEqualTo(471);
      assertThat(first).isEqualTo(471);
      assertThat(input).isEqualTo(3_897_883_383L);
      assertThat(output - counts.noted().getOrDefault("length-clamped", 0L)).isEqualTo(14_153_792);
      assertThat(blocks).isEqualTo(60_888_657);
    }
  }
}
