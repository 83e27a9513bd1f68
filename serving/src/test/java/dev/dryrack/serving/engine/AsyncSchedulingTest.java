package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.plan.EngineLimits;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What it means that a step is formed while the one before it runs; each step takes 1,000 ps. */
class AsyncSchedulingTest {

  private static Records run(boolean async, int blocks, List<Sequence> requests)
      throws IOException {
    return run(async, blocks, ServingSetup.NO_HORIZON, requests).records();
  }

  private record Run(Records records, RunResult result) {}

  private static Run run(boolean async, int blocks, long horizonPicos, List<Sequence> requests)
      throws IOException {
    ServingSetup setup =
        ServingSetup.builder(
                new LinearPrice(1_000, 0, 0, 0, 0), new EngineLimits(8, 100, 0, 4, 0.9, 1_000))
            .kv(blocks, 4, 0)
            .horizonPicos(horizonPicos)
            .scheduling(Scheduling.DEFAULT.async(async))
            .build();
    Records records = new Records(requests.size());
    RunResult result = new ServingSimulation(setup, records, null).run(new ListSource(requests));
    return new Run(records, result);
  }

  @Test
  void aRequestThatComesDuringAStepHasItsFirstTokenOneStepLater() throws IOException {
    List<Sequence> requests = List.of(new Sequence(0, 0, 10, 20), new Sequence(1, 1_500, 10, 5));
    Records after = run(false, 100, requests);
    Records ahead = run(true, 100, requests);
    // Step 2 lasts from 1,000 to 2,000; step 3 is formed at 2,000, or was already at 1,000.
    assertThat(after.scheduled[1]).isEqualTo(2_000);
    assertThat(after.firstToken[1]).isEqualTo(3_000);
    assertThat(ahead.scheduled[1]).isEqualTo(2_000);
    assertThat(ahead.firstToken[1]).isEqualTo(4_000);
    assertThat(ahead.finish[0]).isEqualTo(after.finish[0]).isEqualTo(20_000);
  }

  @Test
  void anIdleEngineBeginsAtOnce() throws IOException {
    Records ahead = run(true, 100, List.of(new Sequence(0, 500, 10, 1)));
    assertThat(ahead.scheduled[0]).isEqualTo(500);
    assertThat(ahead.finish[0]).isEqualTo(1_500);
  }

  @Test
  void blocksOfARequestThatEndsAreFreeForTheStepAfterTheNext() throws IOException {
    // Four blocks of four tokens; the first request holds three until the end of step 2.
    List<Sequence> requests = List.of(new Sequence(0, 0, 10, 2), new Sequence(1, 0, 8, 1));
    Records after = run(false, 4, requests);
    Records ahead = run(true, 4, requests);
    assertThat(after.finish[0]).isEqualTo(ahead.finish[0]).isEqualTo(2_000);
    assertThat(after.finish[1]).isEqualTo(3_000);
    // Nothing could be formed ahead at 1,000, so the engine forms at 2,000 as if idle.
    assertThat(ahead.scheduled[1]).isEqualTo(2_000);
    assertThat(ahead.finish[1]).isEqualTo(3_000);
    // Beside one that goes on, step 3 was formed before, and goes without the one that waits.
    List<Sequence> three =
        List.of(new Sequence(0, 0, 10, 2), new Sequence(1, 0, 1, 9), new Sequence(2, 0, 8, 1));
    assertThat(run(false, 5, three).finish[2]).isEqualTo(3_000);
    assertThat(run(true, 5, three).finish[2]).isEqualTo(4_000);
  }

  @Test
  void tokensOfAStepThatTheHorizonCutsOffAreNotCounted() throws IOException {
    List<Sequence> requests = List.of(new Sequence(0, 0, 10, 20));
    for (boolean async : new boolean[] {false, true}) {
      RunResult result = run(async, 100, 5_500, requests).result();
      assertThat(result.tokens().emittedTokens()).isEqualTo(5);
      assertThat(result.replicas().get(0).steps()).isEqualTo(5);
      assertThat(result.replicas().get(0).busyFraction()).isEqualTo(1);
    }
  }
}
