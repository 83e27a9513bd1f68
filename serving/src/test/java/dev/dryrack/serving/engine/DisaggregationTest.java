package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.metrics.TransferResult;
import dev.dryrack.serving.plan.EngineLimits;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prefill and decode on replicas of their own. */
class DisaggregationTest {

  private static final LinearPrice PRICE = new LinearPrice(1_000, 10, 0, 0, 3);
  private static final EngineLimits LIMITS = new EngineLimits(64, 2048, 0, 16, 0.9, 10_000);

  private static ServingSetup.Builder pools(int prefill, int decode, long picosPerBlock) {
    return ServingSetup.builder(PRICE, LIMITS)
        .replicas(prefill + decode, 1, 1)
        .kv(1_000, 16, 0)
        .disaggregation(new Disaggregation(prefill, decode, picosPerBlock, 50));
  }

  @Test
  void theFirstTokenComesAfterPrefillTransferAndAStepOfDecode() throws IOException {
    Records records = new Records(1);
    RunResult result =
        new ServingSimulation(pools(1, 1, 200).build(), records, null)
            .run(new ListSource(List.of(new Sequence(0, 7, 100, 5))));
    long prefill = 1_000 + 10 * 100 + 3 * 100;
    long transfer = 7 * 200 + 50; // 100 tokens are 7 blocks of 16
    long lastPromptToken = 1_000 + 10 + 3;
    assertThat(records.firstToken[0]).isEqualTo(7 + prefill + transfer + lastPromptToken);
    assertThat(records.finish[0]).isEqualTo(records.firstToken[0] + 4 * 1_010);
    assertThat(records.replica[0]).as("ends on the decode replica").isEqualTo(1);
    assertThat(result.tokens().emittedTokens()).as("the first token counts once").isEqualTo(5);
    assertThat(transfers(result).blocks()).isEqualTo(7);
    assertThat(transfers(result).slowdown()).isEqualTo(1);
  }

  @Test
  void transfersOfAPortTakeTurnsInItsBandwidth() throws IOException {
    Records records = new Records(2);
    RunResult result =
        new ServingSimulation(pools(1, 2, 1_000_000).build(), records, null)
            .run(new ListSource(List.of(new Sequence(0, 0, 160, 2), new Sequence(1, 0, 160, 2))));
    long prefill = 1_000 + 10 * 320 + 3 * 320;
    long both = 2 * 10 * 1_000_000L + 50;
    for (int i = 0; i < 2; i++) {
      assertThat(records.firstToken[i]).isEqualTo(prefill + both + 1_013);
    }
    // 20 ms + 50 ps together over 10 ms + 50 ps alone.
    assertThat(transfers(result).slowdown()).isEqualTo((double) both / (both / 2 + 25));
  }

  private static ServingSetup setup(Disaggregation pools) {
    return pools(pools.prefillReplicas(), pools.decodeReplicas(), 1).disaggregation(pools).build();
  }

  @Test
  void layerByLayerOnlyWhatPrefillDoesNotHideIsMovedAfterIt() throws IOException {
    long prefill = 1_000 + 10 * 100 + 3 * 100;
    for (long block : new long[] {100, 200, 1_000}) {
      Records records = new Records(1);
      RunResult result =
          new ServingSimulation(
                  setup(new Disaggregation(1, 1, block, 50, true, 10, 0, null)), records, null)
              .run(new ListSource(List.of(new Sequence(0, 7, 100, 5))));
      // 7 blocks in 10 layers, and 2,300 ps of prefill.
      long left = Math.max(7 * block / 10, 7 * block - prefill);
      assertThat(records.firstToken[0]).isEqualTo(7 + prefill + left + 50 + 1_013);
      assertThat(transfers(result).hiddenFraction())
          .isCloseTo(1 - left / (7.0 * block), within(1e-12));
    }
  }

  @Test
  void shortPromptsAreComputedWhereTheyDecode() throws IOException {
    Records records = new Records(2);
    RunResult result =
        new ServingSimulation(
                setup(new Disaggregation(1, 1, 200, 50, true, 1, 99, null)), records, null)
            .run(new ListSource(List.of(new Sequence(0, 0, 99, 1), new Sequence(1, 0, 100, 1))));
    assertThat(records.firstToken[0]).isEqualTo(1_000 + 10 * 99 + 3 * 99);
    assertThat(records.firstToken[1]).isGreaterThan(records.firstToken[0]);
    assertThat(transfers(result).local()).isEqualTo(1);
    assertThat(transfers(result).transfers()).isEqualTo(1);
  }

  @Test
  void aDecodePoolHasItsOwnPriceRanksAndRoom() throws IOException {
    PoolSetup own = new PoolSetup(new LinearPrice(70, 1, 0, 0, 0), LIMITS, 2048, 3, 6, 12, 1);
    ServingSetup setup = setup(new Disaggregation(1, 1, 200, 50, true, 1, 0, own));
    Records records = new Records(3);
    RunResult result =
        new ServingSimulation(setup, records, null)
            .run(
                new ListSource(
                    List.of(
                        new Sequence(0, 0, 100, 5),
                        new Sequence(1, 100_000, 170, 5),
                        new Sequence(2, 900_000, 100, 5))));
    long prefill = 1_000 + 10 * 100 + 3 * 100;
    assertThat(records.firstToken[0]).isEqualTo(prefill + 7 * 200 + 50 + 71);
    assertThat(records.reason[1]).as("11 blocks and 1 fixed of 12").isNull();
    assertThat(records.finish[2] - records.firstToken[2]).isEqualTo(4 * 71);
    assertThat(result.throughput().gpus()).isEqualTo(1 + 6);
  }

  @Test
  void aFullDecodePoolHoldsUpThePrefillPool() throws IOException {
    ServingSetup setup = pools(1, 1, 10).kv(10, 16, 0).build();
    Records records = new Records(4);
    List<Sequence> requests =
        List.of(
            new Sequence(0, 0, 100, 40),
            new Sequence(1, 0, 100, 40),
            new Sequence(2, 0, 100, 40),
            new Sequence(3, 0, 100, 40));
    RunResult result = new ServingSimulation(setup, records, null).run(new ListSource(requests));
    assertThat(records.finished).isEqualTo(4);
    // A prompt of 7 of the 10 blocks: none goes on before the one before it has left both pools.
    for (int i = 1; i < 4; i++) {
      assertThat(records.firstToken[i]).isGreaterThan(records.finish[i - 1]);
    }
    assertThat(records.scheduled[2]).as("held until KV has left").isGreaterThan(records.finish[0]);
    assertThat(transfers(result).meanWaitSeconds()).isPositive();
  }

  @Test
  void whatIsUnderWayWhenARunEndsIsCounted() throws IOException {
    for (long horizon = 100; horizon < 12_000; horizon += 100) {
      ServingSetup setup = pools(1, 1, 300).horizonPicos(horizon).build();
      Records records = new Records(3);
      RunResult result =
          new ServingSimulation(setup, records, null)
              .run(
                  new ListSource(
                      List.of(
                          new Sequence(0, 0, 100, 3),
                          new Sequence(1, 50, 30, 3),
                          new Sequence(2, 50, 60, 3))));
      assertThat(records.finished + records.unfinished)
          .as("ENG-15: horizon %s", horizon)
          .isEqualTo(3);
      assertThat(result.requests().unfinished()).isEqualTo(records.unfinished);
    }
  }

  @Test
  void poolsEqualThePlainReferenceToThePicosecond() throws IOException {
    compare(0, 150, RandomDeployment::withPools);
  }

  /** As many as {@code -Ddryrack.deployments=N} says, 500 without it. */
  @Test
  @Tag("slow")
  void poolsEqualThePlainReferenceOnManyMore() throws IOException {
    int deployments = Integer.getInteger("dryrack.deployments", 500);
    compare(1_000_000, deployments, RandomDeployment::withPools);
  }

  @Test
  void soTheyDoWithSpeculativeDecoding() throws IOException {
    compare(0, 100, RandomDeployment::withPoolsAndSpeculation);
  }

  @Test
  @Tag("slow")
  void soTheyDoOnManyMoreWithSpeculativeDecoding() throws IOException {
    int deployments = Integer.getInteger("dryrack.deployments", 500);
    compare(1_000_000, deployments, RandomDeployment::withPoolsAndSpeculation);
  }

  private static void compare(
      long firstSeed, int deployments, LongFunction<RandomDeployment> deploymentOf)
      throws IOException {
    long preemptions = 0;
    long hits = 0;
    long transfers = 0;
    for (long seed = firstSeed; seed < firstSeed + deployments; seed++) {
      try {
        RunResult result = compare(deploymentOf.apply(seed));
        for (ReplicaResult replica : result.replicas()) {
          preemptions += replica.preemptions();
        }
        hits += result.prefixCache().hitTokens();
        transfers += transfers(result).transfers();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(preemptions).as("the deployments are hard").isGreaterThan(deployments / 8);
    assertThat(hits).as("prefixes are reused").isGreaterThan(5L * deployments);
    assertThat(transfers).isGreaterThan(10L * deployments);
  }

  private static RunResult compare(RandomDeployment deployment) throws IOException {
    ReferenceEngine reference = new ReferenceEngine(deployment.setup, deployment.sourceBlock);
    reference.run(deployment.requests);
    Records records = new Records(deployment.requests.size());
    ServingSimulation simulation = new ServingSimulation(deployment.setup, records, null);
    RunResult result = simulation.run(new ListSource(deployment));
    long finished = 0;
    long output = 0;
    for (Sequence s : deployment.requests) {
      assertThat(records.reason[s.id]).as("rejection of %s", s.id).isEqualTo(s.rejected);
      if (s.rejected != null) {
        continue;
      }
      assertThat(s.finish).as("ENG-6: %s finishes", s.id).isNotNegative();
      assertThat(records.sent[s.id]).as("sent of %s", s.id).isEqualTo(s.sent);
      assertThat(records.scheduled[s.id]).as("scheduled of %s", s.id).isEqualTo(s.scheduled);
      assertThat(records.firstToken[s.id]).as("first token of %s", s.id).isEqualTo(s.firstToken);
      assertThat(records.finish[s.id]).as("finish of %s", s.id).isEqualTo(s.finish);
      assertThat(records.replica[s.id]).as("replica of %s", s.id).isEqualTo(s.replica);
      assertThat(records.rank[s.id]).as("rank of %s", s.id).isEqualTo(s.rank);
      assertThat(records.preemptions[s.id]).as("preemptions of %s", s.id).isEqualTo(s.preemptions);
      finished++;
      output += s.output;
    }
    assertThat(result.requests().finished()).as("ENG-15").isEqualTo(finished);
    assertThat(result.tokens().emittedTokens())
        .as("ENG-15: no token counts twice")
        .isEqualTo(output);
    assertThat(transfers(result).transfers() + transfers(result).local())
        .as("ENG-15: one each, or none")
        .isEqualTo(finished);
    assertThat(result.prefixCache().hitTokens()).isGreaterThanOrEqualTo(0);
    assertThat(simulation.slots().used()).as("ENG-1").isZero();
    for (LockstepGroup replica : simulation.replicas()) {
      for (int rank = 0; rank < replica.state.ranks; rank++) {
        assertThat(replica.state.kv.free[rank])
            .as("ENG-3: blocks given back")
            .isEqualTo(replica.state.kv.blocksPerRank);
      }
    }
    return result;
  }

  @Test
  void poolsThatAreNotTheReplicasOrHaveOtherRulesAreRefused() {
    assertThatThrownBy(() -> pools(1, 1, 1).replicas(3, 1, 1).build())
        .hasMessageContaining("replicas = 3: must be 2");
    assertThatThrownBy(() -> new Disaggregation(0, 1, 1, 1))
        .hasMessageContaining("prefill replicas = 0");
    assertThatThrownBy(
            () ->
                pools(1, 1, 1).scheduling(Scheduling.of(new SchedulerPolicy.DecodeFirst())).build())
        .hasMessageContaining("vllm schedule");
  }

  private static TransferResult transfers(RunResult result) {
    return Objects.requireNonNull(result.transfers());
  }
}
