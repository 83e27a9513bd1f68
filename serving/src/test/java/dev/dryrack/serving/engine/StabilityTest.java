package dev.dryrack.serving.engine;

import static dev.dryrack.serving.metrics.Stability.BACKLOGGED;
import static dev.dryrack.serving.metrics.Stability.OVERLOADED;
import static dev.dryrack.serving.metrics.Stability.STABLE;
import static dev.dryrack.serving.metrics.Stability.TOO_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.metrics.Stability;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.workload.SessionSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
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
  @Tag("slow")
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
  @Tag("slow")
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
  void anOfflineBatchThatStartsAtOnceIsTooShort() throws IOException {
    assertThat(verdict(1_000, 1e15, 1_000, 20, ServingSetup.OPEN_LOOP, 1)).isEqualTo(TOO_SHORT);
  }

  @Test
  void anEmptySystemThatFillsIsTooShort() throws IOException {
    assertThat(verdict(1_000, 1_000, 300, 1_000, ServingSetup.OPEN_LOOP, 1)).isEqualTo(TOO_SHORT);
  }

  @Test
  void anEmptySystemThatHasFilledIsStable() throws IOException {
    for (int requests : new int[] {4_000, 8_000}) {
      assertThat(verdict(2_000, 1_000, requests, 1_000, ServingSetup.OPEN_LOOP, 1))
          .as("%s requests", requests)
          .isEqualTo(STABLE);
    }
  }

  /** 64 places, each taken for 100 steps of 1 ms: 640 requests per second can be served. */
  @Test
  @Tag("slow")
  void loadsBelowCapacityAreStableAtAnyLength() throws IOException {
    for (double share : new double[] {0.2, 0.8, 0.95}) {
      for (int requests : new int[] {300, 1_000, 10_000}) {
        for (int seed = 0; seed < 3; seed++) {
          assertThat(verdict(64, share * 640, requests, 100, ServingSetup.OPEN_LOOP, seed))
              .as("%s of capacity, %s requests, seed %s", share, requests, seed)
              .isIn(STABLE, share < 0.9 ? STABLE : TOO_SHORT);
        }
      }
    }
  }

  @Test
  @Tag("slow")
  void lastingOverloadsAreOverloadsHoweverGreat() throws IOException {
    for (double share : new double[] {1.5, 2, 4, 10, 100}) {
      for (int services : new int[] {4, 8, 30}) {
        double rate = share * 640;
        long requests = Math.round(rate * services * 0.1);
        assertThat(verdict(64, rate, requests, 100, ServingSetup.OPEN_LOOP, 1))
            .as("%s x capacity for %s services", share, services)
            .isEqualTo(OVERLOADED);
      }
    }
  }

  @Test
  @Tag("slow")
  void aSmallOverloadIsSeenOnceItIsBeyondChance() throws IOException {
    for (int seed = 0; seed < 3; seed++) {
      assertThat(verdict(64, 1.05 * 640, 50_000, 100, ServingSetup.OPEN_LOOP, seed))
          .as("seed %s", seed)
          .isEqualTo(OVERLOADED);
    }
  }

  @Test
  void anOverloadShorterThanAServiceIsABacklog() throws IOException {
    assertThat(verdict(64, 10 * 640, 500, 100, ServingSetup.OPEN_LOOP, 1)).isEqualTo(BACKLOGGED);
  }

  @Test
  @Tag("slow")
  void anOverloadOfManyReplicasIsSeenToo() throws IOException {
    for (int seed = 0; seed < 2; seed++) {
      assertThat(replicas(16, 0.8 * 16 * 640, 50_000, seed)).as("seed %s", seed).isEqualTo(STABLE);
      assertThat(replicas(16, 1.2 * 16 * 640, 50_000, seed))
          .as("seed %s", seed)
          .isEqualTo(OVERLOADED);
    }
  }

  private static Stability replicas(int replicas, double rate, long requests, long seed)
      throws IOException {
    EngineLimits limits = new EngineLimits(64, 10_000, 0, 16, 0.9, 100_000);
    ServingSetup setup =
        ServingSetup.builder(STEP, limits).kv(100_000, 16, 0).replicas(replicas, 1, 1).build();
    return new ServingSimulation(setup)
        .run(new PoissonSource(seed, rate, requests, 10, PoissonSource.fixed(100)))
        .stability();
  }

  /** Bursts of 300 requests that need 469 ms come each second: 64 places serve 640 a second. */
  @Test
  void burstsThatDrainAreStableAndOneAtTheEndIsABacklog() throws IOException {
    assertThat(bursts(300, 20, 1)).isEqualTo(STABLE);
    assertThat(bursts(300, 20, 300)).isEqualTo(BACKLOGGED);
    assertThat(bursts(900, 20, 900)).isEqualTo(OVERLOADED);
  }

  private static Stability bursts(int size, int count, int lastSize) throws IOException {
    EngineLimits limits = new EngineLimits(64, 10_000, 0, 16, 0.9, 100_000);
    ServingSetup setup = ServingSetup.builder(STEP, limits).kv(100_000, 16, 0).build();
    List<Sequence> requests = new ArrayList<>();
    for (int i = 0; i < size * count + lastSize; i++) {
      requests.add(new Sequence(i, i / size * 1_000_000_000_000L, 10, 100));
    }
    return new ServingSimulation(setup).run(new ListSource(requests)).stability();
  }

  /**
   * A session of 5 turns starts every 5 / rate seconds; 64 places serve 640 turns a second. Later
   * turns come 1 s after the answer, when no more sessions start, and an overload drains.
   */
  @Test
  void sessionsAreJudgedByTheirFirstTurns() throws IOException {
    assertThat(sessions(450)).isEqualTo(STABLE);
    assertThat(sessions(1_200)).isEqualTo(OVERLOADED);
  }

  private static Stability sessions(long turnsPerSecond) throws IOException {
    EngineLimits limits = new EngineLimits(64, 10_000, 0, 16, 0.9, 100_000);
    ServingSetup setup = ServingSetup.builder(STEP, limits).kv(100_000, 16, 0).build();
    List<Sequence> requests = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      long arrival = i / 5 * (5_000_000_000_000L / turnsPerSecond);
      Sequence turn = new Sequence(i, arrival, 10, 100);
      turn.previous = i % 5 == 0 ? -1 : i - 1;
      turn.delay = 1_000_000_000_000L;
      requests.add(turn);
    }
    return new ServingSimulation(setup)
        .run(new ListSource(requests, SessionSource.Waiting.ANY_TIME, 0))
        .stability();
  }

  @Test
  void aClosedLoopIsStable() throws IOException {
    assertThat(verdict(4, 1e15, 1_000, 20, 64, 1)).isEqualTo(STABLE);
  }
}
