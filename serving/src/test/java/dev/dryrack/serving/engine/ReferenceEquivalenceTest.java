package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RunEnd;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.metrics.TierResult;
import dev.dryrack.sim.stat.LatencyHistogram;
import java.io.IOException;
import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine gives the same request records as the plain per-sequence reference, to the picosecond,
 * on random deployments; and the invariants of docs/invariants.md hold at the end of every step.
 */
class ReferenceEquivalenceTest {

  static List<String> policies() {
    return List.of("vllm", "sglang", "tensorrt-llm", "sarathi", "prefill-first", "decode-first");
  }

  @Test
  void theEngineEqualsThePlainReferenceToThePicosecond() throws IOException {
    compare(0, 100, RandomDeployment::new);
  }

  /** As many as {@code -Ddryrack.deployments=N} says, 500 without it; so for every policy below. */
  @Test
  @Tag("slow")
  void theEngineEqualsThePlainReferenceOnManyMore() throws IOException {
    compare(1_000_000, Integer.getInteger("dryrack.deployments", 500), RandomDeployment::new);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void soItDoesWithEveryPolicyAndRule(String policy) throws IOException {
    compare(0, 80, seed -> new RandomDeployment(seed, policy));
  }

  @ParameterizedTest
  @MethodSource("policies")
  @Tag("slow")
  void soItDoesOnManyMoreWithEveryPolicyAndRule(String policy) throws IOException {
    int deployments = Integer.getInteger("dryrack.deployments", 500);
    compare(1_000_000, deployments, seed -> new RandomDeployment(seed, policy));
  }

  @Test
  void soItDoesWhereStepsAreFormedAhead() throws IOException {
    compare(0, 300, RandomDeployment::ahead);
  }

  @Test
  @Tag("slow")
  void soItDoesOnManyMoreWhereStepsAreFormedAhead() throws IOException {
    int deployments = Integer.getInteger("dryrack.deployments", 500);
    compare(1_000_000, deployments, RandomDeployment::ahead);
  }

  @Test
  void soItDoesWithMemoryBelowTheGpus() throws IOException {
    compare(0, 100, RandomDeployment::withOffload);
  }

  /**
   * Two turns of a session end at once; a prompt with all its blocks is preempted half computed.
   */
  @ParameterizedTest
  @ValueSource(longs = {1_001_312, 1_005_169})
  void soItDoesOnSeedsThatOnceDiffered(long seed) throws IOException {
    compare(RandomDeployment.withOffload(seed), true);
  }

  @Test
  @Tag("slow")
  void soItDoesOnManyMoreWithMemoryBelowTheGpus() throws IOException {
    int deployments = Integer.getInteger("dryrack.deployments", 500);
    compare(1_000_000, deployments, RandomDeployment::withOffload);
  }

  @Test
  void soItDoesWithSpeculativeDecoding() throws IOException {
    compare(0, 150, RandomDeployment::withSpeculation);
  }

  @Test
  @Tag("slow")
  void soItDoesOnManyMoreWithSpeculativeDecoding() throws IOException {
    int deployments = Integer.getInteger("dryrack.deployments", 500);
    compare(1_000_000, deployments, RandomDeployment::withSpeculation);
  }

  private static void compare(
      long firstSeed, int deployments, LongFunction<RandomDeployment> deploymentOf)
      throws IOException {
    long preemptions = 0;
    long rejected = 0;
    long hits = 0;
    long requests = 0;
    long hard = 0;
    boolean plain = true;
    for (long seed = firstSeed; seed < firstSeed + deployments; seed++) {
      try {
        RandomDeployment deployment = deploymentOf.apply(seed);
        plain = deployment.setup.scheduling().equals(Scheduling.DEFAULT);
        hard = hard(deployments, deployment.setup.scheduling().policy());
        // The invariants hold at the end of a step, when none is formed ahead.
        boolean checked = seed % 8 == 0 && !deployment.setup.scheduling().async();
        RunResult result = compare(deployment, checked);
        for (ReplicaResult replica : result.replicas()) {
          preemptions += replica.preemptions();
        }
        hits += result.prefixCache().hitTokens();
        rejected += result.requests().rejected();
        requests += result.requests().arrived();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(preemptions).as("the deployments are hard").isGreaterThanOrEqualTo(hard);
    assertThat(rejected).isPositive();
    assertThat(rejected).as("most are served").isLessThan(requests * 2 / 3);
    assertThat(hits).as("prefixes are reused").isPositive();
    if (plain) {
      assertThat(hits).as("prefixes are reused").isGreaterThan(20L * deployments);
    }
    assertThat(requests).isGreaterThan(20L * deployments);
  }

  /** Preemptions that so many deployments must have: few where room for output is reserved. */
  private static long hard(int deployments, SchedulerPolicy policy) {
    return policy instanceof SchedulerPolicy.DecodeFirst
        ? 0
        : policy instanceof SchedulerPolicy.Sglang ? deployments / 32 : deployments / 2;
  }

  private static RunResult compare(RandomDeployment deployment, boolean checked)
      throws IOException {
    ServingSetup setup = deployment.setup;
    ReferenceEngine reference = new ReferenceEngine(setup, deployment.sourceBlock);
    reference.run(deployment.requests);
    Records records = new Records(deployment.requests.size());
    EngineInvariants invariants = checked ? new EngineInvariants(setup) : null;
    ServingSimulation simulation = new ServingSimulation(setup, records, invariants);
    if (invariants != null) {
      invariants.watch(simulation);
    }
    RunResult result = simulation.run(new ListSource(deployment));
    LatencyHistogram gaps = new LatencyHistogram();
    long finished = 0;
    long output = 0;
    long computed = 0;
    for (Sequence s : deployment.requests) {
      assertThat(records.reason[s.id]).as("rejection of %s", s.id).isEqualTo(s.rejected);
      assertThat(records.finish[s.id]).as("finish of %s", s.id).isEqualTo(s.finish);
      if (s.rejected != null) {
        continue;
      }
      assertThat(s.finish).as("ENG-6: finishes").isNotNegative();
      assertThat(records.sent[s.id]).as("sent").isEqualTo(s.sent);
      assertThat(records.replica[s.id]).as("replica").isEqualTo(s.replica);
      assertThat(records.rank[s.id]).as("rank").isEqualTo(s.rank);
      assertThat(records.scheduled[s.id]).as("scheduled").isEqualTo(s.scheduled);
      assertThat(records.firstToken[s.id]).as("first token").isEqualTo(s.firstToken);
      assertThat(records.preemptions[s.id]).as("preemptions").isEqualTo(s.preemptions);
      long arrival = ReferenceEngine.arrival(s, deployment.requests);
      assertThat(records.arrival[s.id]).as("arrival").isEqualTo(arrival);
      assertThat(arrival <= s.sent && s.sent <= s.scheduled && s.scheduled < s.firstToken)
          .as("ENG-5: causality")
          .isTrue();
      assertThat(s.firstToken == s.finish).as("ENG-5: causality").isEqualTo(s.output == 1);
      s.gaps.forEach(gap -> gaps.record((gap + 500) / 1000));
      finished++;
      output += s.output;
      computed += s.prompt + s.output - 1;
    }
    checkTotals(result, reference, gaps, finished, output, computed);
    checkTiers(result, reference);
    assertThat(simulation.slots().used()).as("ENG-1: all slots given back").isZero();
    for (LockstepGroup group : simulation.replicas()) {
      for (int free : group.state.kv.free) {
        assertThat(free).as("ENG-3: all blocks given back").isEqualTo(setup.blocksPerRank());
      }
    }
    return result;
  }

  private static void checkTiers(RunResult result, ReferenceEngine reference) {
    ReferenceTiers tiers = reference.tiers();
    if (tiers == null) {
      assertThat(result.tiers()).isEmpty();
      return;
    }
    TierResult host = result.tiers().get(0);
    assertThat(host.hitTokens()).as("found in host memory").isEqualTo(tiers.hostHits);
    assertThat(host.readBlocks()).as("loaded from host memory").isEqualTo(tiers.hostLoaded);
    assertThat(host.writtenBlocks()).as("written to host memory").isEqualTo(tiers.hostWritten);
    for (int t = 0; t + 1 < result.tiers().size(); t++) {
      TierResult tier = result.tiers().get(t + 1);
      assertThat(tier.hitTokens()).as("found in %s", tier.name()).isEqualTo(tiers.hits(t));
      assertThat(tier.readBlocks()).as("read from %s", tier.name()).isEqualTo(tiers.read(t));
      assertThat(tier.writtenBlocks()).as("written to %s", tier.name()).isEqualTo(tiers.written(t));
      assertThat(tier.lostBlocks()).as("lost at %s", tier.name()).isEqualTo(tiers.lost(t));
      assertThat(tier.fetches()).as("requests that fetched").isEqualTo(tiers.fetched);
    }
  }

  private static void checkTotals(
      RunResult result,
      ReferenceEngine reference,
      LatencyHistogram gaps,
      long finished,
      long output,
      long computed) {
    assertThat(result.end()).isEqualTo(RunEnd.DRAINED);
    assertThat(result.requests().finished()).as("ENG-1").isEqualTo(finished);
    assertThat(result.requests().unfinished()).as("ENG-1").isZero();
    assertThat(result.requests().arrived())
        .as("ENG-1")
        .isEqualTo(finished + result.requests().rejected());
    assertThat(result.tokens().emittedTokens()).as("ENG-2: emitted").isEqualTo(output);
    assertThat(result.tokens().finishedOutputTokens()).as("ENG-2").isEqualTo(output);
    assertThat(result.peakInFlight()).isEqualTo(reference.peakInFlight);
    long steps = 0;
    long preemptions = 0;
    long recomputed = 0;
    long inSteps = 0;
    for (ReplicaResult replica : result.replicas()) {
      steps += replica.steps();
      preemptions += replica.preemptions();
      recomputed += replica.recomputedTokens();
      inSteps += replica.prefillTokens() + replica.decodeTokens();
    }
    assertThat(steps).as("steps").isEqualTo(reference.steps());
    assertThat(preemptions).isEqualTo(reference.preemptions());
    assertThat(recomputed).isEqualTo(reference.recomputedTokens());
    long hits = result.prefixCache().hitTokens() + result.prefixCache().resumedHitTokens();
    assertThat(hits).as("tokens found").isEqualTo(reference.hitTokens());
    assertThat(inSteps).as("ENG-2: computed").isEqualTo(computed + recomputed - hits);
    assertThat(result.latencies().itl().count()).as("ENG-2: gaps").isEqualTo(gaps.count());
    if (gaps.count() > 0) {
      assertThat(result.latencies().itl().min()).isEqualTo(gaps.min() * 1e-9);
      assertThat(result.latencies().itl().max()).isEqualTo(gaps.max() * 1e-9);
      assertThat(result.latencies().itl().p50()).isEqualTo(gaps.quantile(0.5) * 1e-9);
      assertThat(result.latencies().itl().p99()).isEqualTo(gaps.quantile(0.99) * 1e-9);
      assertThat(result.latencies().itl().mean())
          .isCloseTo(gaps.mean() * 1e-9, withinPercentage(1e-6));
    }
  }
}
