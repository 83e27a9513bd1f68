package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.metrics.SpeculationResult;
import dev.dryrack.serving.plan.EngineLimits;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Speculative decoding; its equality with the reference is in {@link ReferenceEquivalenceTest}. */
class SpeculationTest {

  private static final EngineLimits LIMITS = new EngineLimits(8, 64, 0, 16, 0.9, 4096);

  private static ServingSetup.Builder setup(Speculation drafts) {
    return ServingSetup.builder(new LinearPrice(1_000, 10, 0, 0, 3), LIMITS)
        .kv(100, 16, 0)
        .speculation(drafts);
  }

  private static RunResult run(ServingSetup setup, Records records, Sequence... requests)
      throws IOException {
    return new ServingSimulation(setup, records, null).run(new ListSource(List.of(requests)));
  }

  @Test
  void whatIsAcceptedComesWithTheTokenOfTheStep() throws IOException {
    Speculation all = new Speculation(new double[] {1, 1, 1}, 0, 7);
    Records records = new Records(1);
    RunResult result = run(setup(all).build(), records, new Sequence(0, 0, 20, 9));
    long prefill = 1_000 + 13 * 20;
    assertThat(records.firstToken[0]).isEqualTo(prefill);
    assertThat(records.finish[0])
        .as("8 more tokens in 2 steps of 4 tokens each")
        .isEqualTo(prefill + 2 * (1_000 + 4 * 10));
    SpeculationResult speculation = Objects.requireNonNull(result.speculation());
    assertThat(speculation.verifications()).isEqualTo(2);
    assertThat(speculation.meanEmittedTokens()).isEqualTo(4);
    assertThat(result.latencies().itl().count()).as("a gap a step, as a client sees").isEqualTo(2);
    assertThat(result.tokens().emittedTokens()).isEqualTo(9);
  }

  @Test
  void whenNothingIsAcceptedDraftsCostTimeAndGiveNothing() throws IOException {
    Speculation none = new Speculation(new double[] {0, 0}, 0, 7);
    Records records = new Records(1);
    RunResult result = run(setup(none).build(), records, new Sequence(0, 0, 20, 4));
    assertThat(records.finish[0] - records.firstToken[0]).isEqualTo(3 * (1_000 + 3 * 10));
    assertThat(Objects.requireNonNull(result.speculation()).meanEmittedTokens()).isEqualTo(1);
  }

  @Test
  void outputsEndWhereTheyShouldWhateverWasDrafted() throws IOException {
    Speculation all = new Speculation(new double[] {1, 1, 1}, 3, 7);
    Records records = new Records(1);
    RunResult result = run(setup(all).build(), records, new Sequence(0, 0, 20, 7));
    assertThat(result.tokens().emittedTokens()).isEqualTo(7);
    assertThat(Objects.requireNonNull(result.speculation()).acceptedTokens()).isEqualTo(4);
  }

  @Test
  void acceptedTokensAreAsOftenAsGiven() {
    double[] fractions = {0.85, 0.6, 0.5, 0.1};
    Speculation drafts = new Speculation(fractions, 0, 3);
    int[] atLeast = new int[4];
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      int accepted = drafts.acceptedTokens(i / 100, 1 + i % 100);
      for (int position = 0; position < accepted; position++) {
        atLeast[position]++;
      }
    }
    for (int position = 0; position < 4; position++) {
      double expected = fractions[position];
      double error = Math.sqrt(expected * (1 - expected) / draws);
      assertThat(atLeast[position] / (double) draws).isCloseTo(expected, within(4 * error));
    }
    assertThat(drafts.meanEmittedTokens()).isCloseTo(3.05, within(1e-12));
  }

  @Test
  void theDrawsOfARequestAreItsOwnWhoeverElseIsThere() throws IOException {
    Speculation drafts = new Speculation(new double[] {0.7, 0.5, 0.3}, 0, 11);
    Records alone = new Records(1);
    long verified =
        Objects.requireNonNull(
                run(setup(drafts).build(), alone, new Sequence(0, 0, 20, 200)).speculation())
            .verifications();
    Records together = new Records(2);
    ServingSetup flat =
        ServingSetup.builder(new LinearPrice(1_000, 0, 0, 0, 0), LIMITS)
            .kv(100, 16, 0)
            .speculation(drafts)
            .build();
    run(flat, together, new Sequence(0, 0, 20, 200), new Sequence(1, 0, 20, 3));
    assertThat((together.finish[0] - together.firstToken[0]) / 1_000).isEqualTo(verified);
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    Speculation drafts = new Speculation(new double[] {0.7, 0.5, 0.3, 0.2, 0.1, 0.1, 0.1, 0}, 0, 0);
    assertThatThrownBy(() -> setup(drafts).build())
        .hasMessageContaining("use max-num-batched-tokens = 72 or more, or max-num-seqs = 7");
    Speculation one = new Speculation(new double[] {0.7}, 0, 0);
    assertThatThrownBy(
            () -> setup(one).scheduling(Scheduling.of(new SchedulerPolicy.DecodeFirst())).build())
        .hasMessageContaining("speculative decoding goes with the vllm schedule");
    assertThatThrownBy(() -> new Speculation(new double[] {0.5, 0.6}, 0, 0))
        .hasMessageContaining("none above the one before");
  }
}
