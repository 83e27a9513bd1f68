package dev.dryrack.serving.engine;

import static dev.dryrack.serving.metrics.Stability.BACKLOGGED;
import static dev.dryrack.serving.metrics.Stability.OVERLOADED;
import static dev.dryrack.serving.metrics.Stability.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.serving.metrics.Stability;
import dev.dryrack.serving.plan.EngineLimits;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The verdict on loads of which the answer is known. */
class StabilityTest {

  private static final LinearPrice STEP = new LinearPrice(1_000_000_000L, 0, 0, 0, 0);

  private static Stability verdict(
      int maxNumSeqs, double rate, long requests, int outputTokens, int maxConcurrency, long seed)
      throws IOException {
    EngineLimits limits = new EngineLimits(maxNumSeqs, 10_000, 0, 16, 0.9, 100_000);
    ServingSetup setup =
        ServingSetup.builder(STEP, limits)
            .kv(100_000, 16, 0)
            .maxConcurrency(maxConcurrency)
            .build();
    return new ServingSimulation(setup)
        .run(new PoissonSource(seed, rate, requests, 10, PoissonSource.fixed(outputTokens)))
        .stability();
  }

  @Test
  void aQueueAtSeventyPercentIsStable() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      for (int requests : new int[] {100, 1_000, 10_000}) {
        assertThat(verdict(1, 700, requests, 1, ServingSetup.OPEN_LOOP, seed))
            .as("seed %s, %s requests", seed, requests)
            .isEqualTo(STABLE);
      }
    }
  }

  @Test
  void aQueueAtAHundredAndTwentyPercentIsOverloaded() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      assertThat(verdict(1, 1_200, 3_000, 1, ServingSetup.OPEN_LOOP, seed))
          .as("seed %s", seed)
          .isEqualTo(OVERLOADED);
    }
  }

  @Test
  void aShortBurstIsABacklog() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      assertThat(verdict(1, 1e5, 200, 20, ServingSetup.OPEN_LOOP, seed))
          .as("seed %s", seed)
          .isEqualTo(BACKLOGGED);
    }
  }

  @Test
  void anOfflineBatchBeyondTheSequenceLimitIsABacklog() throws IOException {
    assertThat(verdict(16, 1e15, 1_000, 20, ServingSetup.OPEN_LOOP, 1)).isEqualTo(BACKLOGGED);
  }

  @Test
  void anOfflineBatchThatStartsAtOnceIsStable() throws IOException {
    assertThat(verdict(1_000, 1e15, 1_000, 20, ServingSetup.OPEN_LOOP, 1)).isEqualTo(STABLE);
  }

  @Test
  void anEmptySystemThatFillsIsStable() throws IOException {
    assertThat(verdict(1_000, 1_000, 300, 1_000, ServingSetup.OPEN_LOOP, 1)).isEqualTo(STABLE);
  }

  @Test
  void aClosedLoopIsStable() throws IOException {
    assertThat(verdict(4, 1e15, 1_000, 20, 64, 1)).isEqualTo(STABLE);
  }
}
