package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** AIPerf's inputs that hold text: {@code single_turn}, {@code multi_turn}, {@code text_input}. */
final class TextTurnsTest {

  private static final TraceOptions FOUR = TraceOptions.DEFAULTS.withCharactersPerToken(4);

  static final String MULTI_TURN =
      """
      {"session_id": "a", "turns": [{"text": "twelve chars", "output_length": 10}, {"texts": ["four", {"name": "x", "contents": ["five5"]}], "delay": 1500, "output_length": 20}]}
      {"turns": [{"text": "abcd", "image": "http://x/y.png", "timestamp": 7000, "output_length": 2}, {"text": "abcd"}]}
      {"text": "abcdefgh", "timestamp": 8000, "output_length": 3}
      """;

  @Test
  void turnsOfAConversationBringNewTextAndWait() throws IOException {
    // Tokens are characters over 4, rounded up text by text: 3; 1 + 2 behind 3 + 10.
    assertThat(SessionTracesTest.read(MULTI_TURN, FOUR))
        .containsExactly("0 3/10 s0.0", "1500 16/20 s0.1 <0+1500", "7000 1/2 s1.0", "8000 2/3");
    try (SessionSource source = Traces.open(Traces.bytes(MULTI_TURN), FOUR)) {
      while (source.advance()) {
        assertThat(source.inputTokens()).isPositive();
      }
      assertThat(source.counts().dropped()).isEqualTo(Map.of("no-output-length", 1L));
      assertThat(source.counts().noted()).isEqualTo(Map.of("media-not-counted", 1L, "untimed", 1L));
      assertThat(source.description()).contains("4.0 characters per token (estimate)");
    }
  }

  @Test
  void turnsOfAConversationMayBeReplayedOpenLoop() throws IOException {
    assertThat(SessionTracesTest.read(MULTI_TURN, FOUR.withTurns(Turns.OPEN_LOOP)))
        .containsExactly("0 3/10 s0.0", "1500 16/20 s0.1", "7000 1/2 s1.0", "8000 2/3");
  }

  @Test
  void singleTurnsOfASessionAreWholePromptsOneAfterAnother() throws IOException {
    String text =
        """
        {"text": "abcdefgh", "session_id": "s", "timestamp": 100, "output_length": 3}
        {"text": "abcd", "session_id": "s", "delay": 50, "output_length": 4}
        """;
    assertThat(SessionTracesTest.read(text, FOUR))
        .containsExactly("0 2/3 s0.0", "50 1/4 s0.1 <0+50");
  }

  @Test
  void aTextInputIsCountedToo() throws IOException {
    String text =
        """
        {"timestamp": 0, "input_length": 5, "output_length": 1}
        {"timestamp": 1, "text_input": "abcdefgh", "output_length": 1}
        """;
    assertThat(SessionTracesTest.read(text, FOUR)).containsExactly("0 5/1", "1 2/1");
    assertThat(Traces.refusal(text)).startsWith("trace:2: text_input 'abcdefgh' is text, and a");
    assertThat(Traces.refusal("{\"input_length\":5,\"text_input\":\"x\"}"))
        .startsWith("trace:1: text_input 'x' is text");
  }

  @Test
  void textIsRefusedWithoutAnEstimateAndDefectsAreNamed() {
    assertThat(Traces.refusal(MULTI_TURN)).startsWith("trace:1: text 'twelve chars' is text");
    for (Map.Entry<String, String> bad :
        Map.of(
                "{\"turns\": 5}", "turns '5' is not an array of turns",
                "{\"turns\": [7]}", "turns '7' is not a turn",
                "{\"turns\": []}", "turns '[]' has no turn",
                "{\"turns\": [{\"output_length\": 5}]}", "has neither text nor media",
                "{\"turns\": [{\"text\": \"a\", \"text\": \"b\"}]}", "stands twice",
                "{\"text\": \"a\", \"output_length\": 1.5}", "is not a whole number")
            .entrySet()) {
      assertThat(Traces.refusal(Traces.bytes(bad.getKey()), FOUR))
          .startsWith("trace:1: ")
          .contains(bad.getValue());
    }
  }

  @Test
  void theOwnFormatKeepsEverything() throws IOException {
    assertThat(SessionTracesTest.read(OWN, TraceOptions.DEFAULTS))
        .containsExactly("0 130/5 s0.0 1*2", "3000 70/1 s0.1 <0+1000 9*1", "4000 10/2");
    for (Map.Entry<String, String> bad :
        Map.of(
                "\"after\": 0", "\"after\": 1",
                "\"block_tokens\": 64, \"prefix_runs\": [[1, 2]]", "\"prefix_runs\": [[1, 2]]",
                "[[9, 1]]", "[[9, 0]]",
                "\"input_tokens\": 70", "\"input_tokens\": 700",
                "\"arrival_s\": 3", "\"x\": 3")
            .entrySet()) {
      assertThat(Traces.refusal(OWN.replace(bad.getKey(), bad.getValue())))
          .as(bad.getValue())
          .matches("trace:[12]: .*");
    }
  }

  static final String OWN =
      """
      {"arrival_s": 0, "input_tokens": 130, "output_tokens": 5, "session": "a", "turn": 0, "block_tokens": 64, "prefix_runs": [[1, 2]]}
      {"arrival_s": 3, "input_tokens": 70, "output_tokens": 1, "session": "a", "turn": 1, "after": 0, "delay_s": 1, "block_tokens": 64, "prefix_runs": [[9, 1]]}
      {"arrival_s": 4, "input_tokens": 10, "output_tokens": 2}
      """;

  static final List<String> SAMPLES = List.of(MULTI_TURN, OWN);
}
