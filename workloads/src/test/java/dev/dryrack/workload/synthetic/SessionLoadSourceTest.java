package dev.dryrack.workload.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.statistics.PrefixStatistics;
import dev.dryrack.workload.statistics.TraceInspector;
import dev.dryrack.workload.statistics.TraceStatistics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SessionLoadSourceTest {

  private static final RandomStreams STREAMS = new RandomStreams(8, 0);

  private static SessionLoad chat(
      int turns, double resetFraction, int systemPrompts, boolean closedLoop) {
    return new SessionLoad(
        ArrivalProcess.poisson(0.5),
        new DrawnContexts(
            QuantileTable.fixed(turns),
            QuantileTable.fixed(40),
            QuantileTable.fixed(20),
            resetFraction),
        QuantileTable.fixed(28),
        QuantileTable.uniform(2, 10),
        QuantileTable.fixed(0),
        new SystemPrompts(systemPrompts, 160, 0),
        16,
        closedLoop);
  }

  private static TraceStatistics inspect(SessionLoad load, int sessions) throws IOException {
    return TraceInspector.inspect(load.openSessions(sessions, STREAMS));
  }

  @Test
  void eachTurnRepeatsTheContextAndAddsToIt() throws IOException {
    List<Integer> inputs = new ArrayList<>();
    List<Integer> blocks = new ArrayList<>();
    try (SessionLoadSource source = chat(4, 0, 1, true).openSessions(1, STREAMS)) {
      while (source.advance()) {
        inputs.add(source.inputTokens());
        blocks.add(source.prefixBlocks());
        assertThat(source.previousRequest()).isEqualTo(source.turn() - 1L);
        assertThat(source.turn() == 0 ? 5e12 : source.delayPicos()).isBetween(2e12, 10e12);
      }
    }
    // 160 + 40, then each time 28 of output and 20 new.
    assertThat(inputs).containsExactly(200, 248, 296, 344);
    assertThat(blocks).containsExactly(12, 15, 18, 21);
  }

  @Test
  void hitsAreThePromptsBlocksSeenBefore() throws IOException {
    int sessions = 200;
    PrefixStatistics prefix = inspect(chat(3, 0, 4, true), sessions).prefix();
    assertThat(prefix.totalBlocks()).isEqualTo(sessions * (12L + 15 + 18));
    // 10 blocks of each system prompt, and what each session adds to them.
    assertThat(prefix.distinctBlocks()).isEqualTo(4 * 10L + sessions * (18 - 10L));
    assertThat(prefix.idealHitBlocks()).isEqualTo(prefix.totalBlocks() - prefix.distinctBlocks());
  }

  @Test
  void aResetKeepsTheFirstPromptAndNothingElse() throws IOException {
    int sessions = 50;
    TraceStatistics statistics = inspect(chat(3, 1, 1, true), sessions);
    // Every later turn is the first prompt of 200 tokens and 20 new ones.
    assertThat(statistics.input().max()).isEqualTo(220);
    PrefixStatistics prefix = statistics.prefix();
    assertThat(prefix.totalBlocks()).isEqualTo(sessions * (12L + 13 + 13));
    assertThat(prefix.distinctBlocks()).isEqualTo(10 + sessions * (2L + 1 + 1));
  }

  @Test
  void sessionsOverlapAndStayInOrderOfTime() throws IOException {
    try (SessionLoadSource source = chat(6, 0.2, 3, true).openSessions(300, STREAMS)) {
      long last = 0;
      int switches = 0;
      int session = 0;
      long requests = 0;
      long[] lastOfSession = new long[300];
      while (source.advance()) {
        assertThat(source.arrivalPicos()).isGreaterThanOrEqualTo(last);
        last = source.arrivalPicos();
        switches += source.sessionId() == session ? 0 : 1;
        session = source.sessionId();
        if (source.turn() > 0) {
          assertThat(source.previousRequest()).isEqualTo(lastOfSession[session]);
        }
        lastOfSession[session] = requests++;
      }
      assertThat(requests).isEqualTo(1_800);
      assertThat(switches).isGreaterThan(1_000);
    }
  }

  @Test
  void sessionsStartAtTheirRate() throws IOException {
    TraceStatistics statistics = inspect(chat(1, 0, 1, true), 20_000);
    assertThat(statistics.requestsPerSecond()).isCloseTo(0.5, within(0.02));
    assertThat(statistics.gaps().gammaShape()).isCloseTo(1, within(0.05));
  }

  @Test
  void inOpenLoopNoTurnWaits() throws IOException {
    try (SessionLoadSource source = chat(3, 0, 1, false).openSessions(20, STREAMS)) {
      while (source.advance()) {
        assertThat(source.previousRequest()).isEqualTo(-1);
        assertThat(source.delayPicos()).isZero();
      }
      assertThat(source.counts().emitted()).isEqualTo(60);
    }
  }

  @Test
  void impossibleLoadsAreRefused() {
    assertThatThrownBy(() -> chat(0, 0, 1, true)).hasMessageStartingWith("turns is 0");
    assertThatThrownBy(() -> chat(1, 1.5, 1, true)).hasMessageStartingWith("resetFraction is 1.5");
    assertThatThrownBy(() -> chat(1, 0, 0, true))
        .hasMessageStartingWith("number of system prompts is 0");
  }
}
