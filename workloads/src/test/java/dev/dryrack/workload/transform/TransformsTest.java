package dev.dryrack.workload.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SharedData;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.statistics.PrefixStatistics;
import dev.dryrack.workload.statistics.TraceInspector;
import dev.dryrack.workload.statistics.TraceStatistics;
import dev.dryrack.workload.trace.TraceFiles;
import dev.dryrack.workload.trace.TraceOptions;
import dev.dryrack.workload.trace.TraceOptions.BadLength;
import dev.dryrack.workload.trace.TraceOptions.OverContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TransformsTest {

  private static final RandomStreams STREAMS = new RandomStreams(5, 0);
  private static final long SECOND = 1_000_000_000_000L;

  private static final String TRACE =
      """
      {"timestamp": 0, "session_id": "a", "input_length": 1500, "output_length": 40, "hash_ids": [1, 2, 3]}
      {"timestamp": 0, "input_length": 1024, "output_length": 10, "hash_ids": [1, 2]}
      {"timestamp": 3000, "session_id": "b", "input_length": 512, "output_length": 30, "hash_ids": [8]}
      {"session_id": "a", "delay": 5000, "input_length": 600, "output_length": 41}
      {"timestamp": 6000.25, "session_id": "b", "delay": 10, "input_length": 100, "output_length": 31}
      """;

  private static SessionSource open(String text) throws IOException {
    return open(text, TraceOptions.DEFAULTS);
  }

  private static SessionSource open(String text, TraceOptions options) throws IOException {
    return TraceFiles.open(
        "trace", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), options);
  }

  private static List<String> read(SessionSource source) throws IOException {
    List<String> requests = new ArrayList<>();
    while (source.advance()) {
      requests.add(shown(source));
    }
    return requests;
  }

  private static String shown(SessionSource source) {
    StringBuilder text = new StringBuilder();
    text.append(source.arrivalPicos() / 1_000_000L).append(' ');
    text.append(source.inputTokens()).append('/').append(source.outputTokens());
    text.append(" s").append(source.sessionId()).append('.').append(source.turn());
    text.append(" <").append(source.previousRequest()).append('+').append(source.delayPicos());
    for (int run = 0; run < source.prefixRuns(); run++) {
      text.append(' ').append(source.prefixRunStart(run)).append('*');
      text.append(source.prefixRunLength(run));
    }
    return text.toString();
  }

  private static List<String> converted(String text, TraceConverter.Format format)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TraceConverter.write(open(text), format, out);
    return read(open(out.toString(StandardCharsets.UTF_8)));
  }

  @Test
  void aTraceWrittenAsMooncakeReadsBackTheSame() throws IOException {
    List<String> original = read(open(TRACE));
    assertThat(original).hasSize(5);
    assertThat(original.get(3)).contains("<0+5000000000000");
    assertThat(converted(TRACE, TraceConverter.Format.MOONCAKE_JSONL)).isEqualTo(original);
  }

  @Test
  void timesAreWrittenToThePicosecond() throws IOException {
    String text =
        "arrived_at,num_prefill_tokens,num_decode_tokens\n0,1,2\n0.000000000001,3,4\n86400.5,5,6\n";
    for (TraceConverter.Format format : TraceConverter.Format.values()) {
      try (SessionSource source = open(text)) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(TraceConverter.write(source, format, out).requests()).isEqualTo(3);
        try (SessionSource back = open(out.toString(StandardCharsets.UTF_8))) {
          assertThat(back.advance()).isTrue();
          assertThat(back.advance()).isTrue();
          assertThat(back.arrivalPicos()).as("%s", format).isEqualTo(1);
          assertThat(back.advance()).isTrue();
          assertThat(back.arrivalPicos()).as("%s", format).isEqualTo(86_400 * SECOND + SECOND / 2);
        }
      }
    }
  }

  @Test
  void whatAFormatCannotHoldIsCounted() throws IOException {
    try (SessionSource source = open(TRACE)) {
      assertThat(
              TraceConverter.write(
                  source, TraceConverter.Format.AZURE_CSV, new ByteArrayOutputStream()))
          .isEqualTo(new TraceConverter.Written(5, 4, 5, 0, 0, 0));
    }
  }

  @Test
  void shorterPromptsLoseTheirLastBlocks() throws IOException {
    assertThat(read(open(TRACE, TraceOptions.DEFAULTS.withLengthScale(0.5, 2))).subList(0, 2))
        .containsExactly("0 750/80 s0.0 <-1+0 1*2", "0 512/20 s-1.0 <-1+0 1*1");
    assertThatThrownBy(() -> TraceOptions.DEFAULTS.withLengthScale(0, 1))
        .hasMessageStartingWith("inputScale is 0.0");
  }

  @Test
  void theContextLimitIsOfLengthsAsScaled() throws IOException {
    TraceOptions scaled = TraceOptions.DEFAULTS.withLengthScale(0.5, 2);
    // Of 1500/40, 1024/10, 512/30, 2140/41 and 642/31 become 750/80, 512/20, 256/60, 1070/82,
    // 321/62.
    try (SessionSource dropping = open(TRACE, scaled.withContextLimit(830, OverContext.DROP));
        SessionSource cutting =
            open(TRACE, scaled.withContextLimit(532, OverContext.TRUNCATE_INPUT))) {
      assertThat(read(dropping)).hasSize(4);
      assertThat(dropping.counts().dropped()).isEqualTo(Map.of("over-context", 1L));
      assertThat(read(cutting).stream().map(row -> row.split(" ", -1)[1]))
          .containsExactly("452/80", "512/20", "256/60", "450/82", "321/62");
    }
  }

  @Test
  void aLengthOfZeroThatIsKeptStaysSo() throws IOException {
    TraceOptions kept =
        TraceOptions.DEFAULTS
            .withBadLengths(BadLength.KEEP, BadLength.REFUSE)
            .withLengthScale(3, 3);
    String text = "arrived_at,num_prefill_tokens,num_decode_tokens\n0,0,2\n";
    assertThat(read(open(text, kept))).containsExactly("0 0/6 s-1.0 <-1+0");
  }

  /** What {@link SessionSource#advance} promises; a duration is that of the last request kept. */
  @Test
  void atItsEndASourceKeepsWhatItHad() throws IOException {
    for (SessionSource source :
        List.of(
            Transforms.firstSessions(open(TRACE), 2),
            Transforms.thin(open(TRACE), 0.5, STREAMS),
            Transforms.spread(open(TRACE), SECOND, STREAMS),
            Transforms.firstRequests(open(TRACE), 2),
            Transforms.merge(List.of(open(TRACE), open(TRACE))))) {
      String last = "";
      while (source.advance()) {
        last = shown(source);
      }
      assertThat(shown(source)).as(source.description()).isEqualTo(last).isNotEmpty();
      source.close();
    }
    assertThat(TraceInspector.inspect(Transforms.firstSessions(open(TRACE), 2)).durationSeconds())
        .isEqualTo(5);
  }

  @Test
  void spreadingMattersWhereRequestsShareATime() throws IOException {
    String apart = "arrived_at,num_prefill_tokens,num_decode_tokens\n0,1,2\n4,1,2\n";
    for (String text : List.of(TRACE, apart)) {
      try (SessionSource spread = Transforms.spread(open(text), SECOND, STREAMS)) {
        assertThat(read(spread)).isNotEmpty();
        assertThat(spread.mattered(ReadingChoice.SPREAD)).isEqualTo(text.equals(TRACE));
      }
    }
  }

  @Test
  void aSessionCapKeepsSessionsWhole() throws IOException {
    try (SessionSource capped = Transforms.firstSessions(open(TRACE), 1)) {
      List<String> kept = read(capped);
      assertThat(kept).hasSize(2);
      assertThat(kept.get(1)).contains(" s0.1 <0+5000000000000");
      assertThat(capped.counts())
          .isEqualTo(new SourceCounts(5, 2, Map.of("beyond-session-cap", 3L), Map.of()));
    }
  }

  @Test
  void thinningKeepsAFractionOfTheSessionsEachWhole() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      text.append("{\"timestamp\": ").append(i).append(", \"session_id\": \"").append(i % 2_000);
      text.append("\", \"delay\": 1, \"input_length\": 5, \"output_length\": 5}\n");
    }
    try (SessionSource thinned = Transforms.thin(open(text.toString()), 0.25, STREAMS)) {
      int[] turns = new int[2_000];
      int requests = 0;
      while (thinned.advance()) {
        turns[thinned.sessionId()]++;
        requests++;
        assertThat(thinned.previousRequest() >= 0).isEqualTo(thinned.turn() == 1);
      }
      assertThat(requests / 4_000.0).isCloseTo(0.25, within(0.04));
      for (int session = 0; session < requests / 2; session++) {
        assertThat(turns[session]).isEqualTo(2);
      }
    }
  }

  @Test
  void equalTimesAreSpreadWithinTheirTickAndKeepTheirOrder() throws IOException {
    Path file = SharedData.file("traces/mooncake_conversation.jsonl.gz");
    try (SessionSource plain = TraceFiles.open(file, TraceOptions.DEFAULTS);
        SessionSource spread =
            Transforms.spread(TraceFiles.open(file, TraceOptions.DEFAULTS), 3 * SECOND, STREAMS)) {
      long last = 0;
      long shift = -1;
      while (plain.advance()) {
        assertThat(spread.advance()).isTrue();
        assertThat(spread.inputTokens()).isEqualTo(plain.inputTokens());
        assertThat(spread.prefixBlocks()).isEqualTo(plain.prefixBlocks());
        assertThat(spread.arrivalPicos()).isGreaterThanOrEqualTo(last);
        last = spread.arrivalPicos();
        assertThat(last - plain.arrivalPicos()).isBetween(-3 * SECOND, 3 * SECOND);
        shift = Math.max(shift, last - plain.arrivalPicos());
      }
      assertThat(shift).isGreaterThan(2 * SECOND);
      assertThat(spread.advance()).isFalse();
      assertThat(spread.counts()).isEqualTo(SourceCounts.all(12_031));
    }
  }

  @Test
  void mergedTracesShareNothing() throws IOException {
    try (SessionSource one = open(TRACE);
        SessionSource merged = Transforms.merge(List.of(open(TRACE), open(TRACE)))) {
      TraceStatistics alone = TraceInspector.inspect(one);
      TraceStatistics both = TraceInspector.inspect(merged);
      assertThat(both.counts()).isEqualTo(new SourceCounts(10, 10, Map.of(), Map.of()));
      assertThat(both.sessions()).isEqualTo(2 * alone.sessions());
      PrefixStatistics prefix = both.prefix();
      assertThat(prefix.distinctBlocks()).isEqualTo(2 * alone.prefix().distinctBlocks());
      assertThat(prefix.idealHitBlocks()).isEqualTo(2 * alone.prefix().idealHitBlocks());
    }
  }

  @Test
  void turnsOfMergedTracesStillFollowTheirOwn() throws IOException {
    try (SessionSource merged = Transforms.merge(List.of(open(TRACE), open(TRACE)))) {
      int[] sessionOf = new int[10];
      int requests = 0;
      while (merged.advance()) {
        sessionOf[requests++] = merged.sessionId();
        if (merged.previousRequest() >= 0) {
          assertThat(sessionOf[(int) merged.previousRequest()]).isEqualTo(merged.sessionId());
        }
      }
      assertThat(requests).isEqualTo(10);
    }
  }
}
