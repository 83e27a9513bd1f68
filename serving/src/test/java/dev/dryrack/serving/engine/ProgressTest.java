package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A policy that gets nowhere is reported; no run goes on for ever. */
class ProgressTest {

  private static final EngineLimits LIMITS = new EngineLimits(4, 100, 0, 16, 0.9, 100);

  private static void run(BatchScheduler policy) throws Exception {
    ServingSetup setup =
        ServingSetup.builder(new LinearPrice(1_000, 0, 0, 0, 0), LIMITS).kv(40, 16, 0).build();
    new ServingSimulation(setup, () -> policy, null, null, null)
        .run(new ListSource(List.of(new Sequence(0, 0, 20, 5), new Sequence(1, 0, 20, 5))));
  }

  @Test
  void aPolicyThatGrantsNothingIsReported() {
    assertThatThrownBy(() -> run(batch -> {}))
        .hasStackTraceContaining("rank 0 has requests but none can go on");
  }

  @Test
  void aPolicyThatComputesAndThrowsAwayForEverIsReported() {
    BatchScheduler restless =
        batch -> {
          if (batch.running() == 0) {
            batch.admitFirstWaiting(1);
          } else if (batch.running() == 2) {
            batch.preemptLast();
          }
          batch.admitFirstWaiting(1);
        };
    assertThatThrownBy(() -> run(restless))
        .hasStackTraceContaining(
            "replica 0: no token in 400 steps, while 2 requests run and 0 wait");
  }
}
