package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RunResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records, step observers and samplers see all of a run and change nothing of it. */
class ObserversTest {

  /** Adds up what samples say. */
  private static final class Sums implements StateSampler.Sink {
    private final Records records;
    private final int requests;
    private final List<long[]> levels = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final int replicas;
    private long arrived;
    private long finished;
    private long preempted;
    private long steps;
    private long prefillTokens;
    private long outputTokens;
    private double busyPicos;

    Sums(Records records, int requests, int replicas) {
      this.records = records;
      this.requests = requests;
      this.replicas = replicas;
    }

    @Override
    public void sample(StateSampler.Sample sample) {
      arrived += sample.arrived();
      finished += sample.finished();
      preempted += sample.preempted();
      steps += sample.steps();
      prefillTokens += sample.prefillTokens();
      outputTokens += sample.outputTokens();
      busyPicos += sample.busyFraction() * (double) sample.intervalPicos();
      assertThat(sample.busyFraction()).isBetween(0.0, 1.0);
      assertThat(sample.usedBlocks()).isBetween(0L, sample.blocks());
      if (sample.replica() == 0) {
        times.add(sample.atPicos());
        levels.add(new long[replicas]);
      }
      levels.get(levels.size() - 1)[sample.replica()] = (long) sample.waiting() + sample.running();
    }

    /** Requests that were in a replica at a time, from the records of the whole run. */
    private long inReplica(int replica, long picos) {
      long count = 0;
      for (int i = 0; i < requests; i++) {
        if (!records.rejected[i]
            && records.replica[i] == replica
            && records.sent[i] <= picos
            && records.finish[i] > picos) {
          count++;
        }
      }
      return count;
    }
  }

  private static ListSource source(RandomDeployment deployment) {
    return new ListSource(deployment);
  }

  @Test
  void whoWatchesChangesNothing() throws IOException {
    for (long seed = 0; seed < 150; seed++) {
      RandomDeployment deployment = new RandomDeployment(seed);
      RunResult alone = new ServingSimulation(deployment.setup).run(source(deployment));
      Records records = new Records(deployment.requests.size());
      Sums sums = new Sums(records, 0, deployment.setup.replicas());
      EngineInvariants watching = new EngineInvariants(deployment.setup);
      ServingSimulation watched =
          new ServingSimulation(
              deployment.setup,
              records,
              watching,
              new StateSampler(Math.max(1, alone.endPicos() / 97), sums));
      watching.watch(watched);
      RunResult result = watched.run(source(deployment));
      assertThat(result.toString()).as("ENG-13: seed %s", seed).isEqualTo(alone.toString());
    }
  }

  /** Without a sampler many decode steps are done at once. */
  @Test
  void norDoesItWhereStepsAreFormedAhead() throws IOException {
    for (long seed = 0; seed < 150; seed++) {
      RandomDeployment deployment = RandomDeployment.ahead(seed);
      RunResult alone = new ServingSimulation(deployment.setup).run(source(deployment));
      Sums sums = new Sums(new Records(0), 0, deployment.setup.replicas());
      StateSampler sampler = new StateSampler(Math.max(1, alone.endPicos() / 97), sums);
      RunResult result =
          new ServingSimulation(deployment.setup, null, null, sampler).run(source(deployment));
      assertThat(result.toString()).as("ENG-13: seed %s", seed).isEqualTo(alone.toString());
    }
  }

  @Test
  void samplesAddUpToTheRunAndShowWhoIsThere() throws IOException {
    long sampled = 0;
    for (long seed = 0; seed < 150; seed++) {
      RandomDeployment deployment = new RandomDeployment(seed);
      int count = deployment.requests.size();
      Records records = new Records(count);
      Sums sums = new Sums(records, count, deployment.setup.replicas());
      long end = new ServingSimulation(deployment.setup).run(source(deployment)).endPicos();
      // Short intervals fall together with changes.
      long interval = 1 + end / 301;
      RunResult result =
          new ServingSimulation(deployment.setup, records, null, new StateSampler(interval, sums))
              .run(source(deployment));
      if (result.requests().unfinished() > 0 || result.windowStartPicos() > 0) {
        continue;
      }
      String run = "seed " + seed;
      assertThat(sums.arrived)
          .as(run)
          .isEqualTo(result.requests().arrived() - result.requests().rejected());
      assertThat(sums.finished).as(run).isEqualTo(result.requests().finished());
      assertThat(sums.outputTokens).as(run).isEqualTo(result.tokens().emittedTokens());
      long steps = 0;
      long prefill = 0;
      long preempted = 0;
      double busy = 0;
      for (ReplicaResult replica : result.replicas()) {
        steps += replica.steps();
        prefill += replica.prefillTokens();
        preempted += replica.preemptions();
        busy += replica.busyFraction() * (double) result.endPicos();
      }
      assertThat(sums.steps).as(run).isEqualTo(steps);
      assertThat(sums.prefillTokens).as(run).isEqualTo(prefill);
      assertThat(sums.preempted).as(run).isEqualTo(preempted);
      assertThat(sums.busyPicos).as(run).isCloseTo(busy, within(1e-6 * busy + 1));
      for (int i = 0; i < sums.times.size(); i += Math.max(1, sums.times.size() / 50)) {
        for (int replica = 0; replica < deployment.setup.replicas(); replica++) {
          assertThat(sums.levels.get(i)[replica])
              .as("%s, replica %s at %s ps", run, replica, sums.times.get(i))
              .isEqualTo(sums.inReplica(replica, sums.times.get(i)));
          sampled++;
        }
      }
    }
    assertThat(sampled).isGreaterThan(1_000);
  }

  @Test
  void whatIsNotFinishedIsShownAtTheEnd() throws IOException {
    long unfinished = 0;
    for (long seed = 0; seed < 50; seed++) {
      RandomDeployment deployment = new RandomDeployment(seed);
      Records whole = new Records(deployment.requests.size());
      RunResult all =
          new ServingSimulation(deployment.setup, whole, null)
              .run(new ListSource(deployment.requests));
      Records records = new Records(deployment.requests.size());
      ServingSimulation[] running = new ServingSimulation[1];
      running[0] =
          new ServingSimulation(
              deployment.setup,
              records,
              new StepObserver() {
                @Override
                public void onPrefillChunk(int chunkTokens, long contextTokens) {
                  // Only the ends of steps matter here.
                }

                @Override
                public void onStep(StepView step) {
                  if (step.endPicos() > all.endPicos() / 2) {
                    running[0].stop();
                  }
                }
              });
      RunResult cut = running[0].run(new ListSource(deployment.requests));
      assertThat(records.finished).isEqualTo(cut.requests().finished());
      assertThat(records.unfinished).as("seed %s", seed).isEqualTo(cut.requests().unfinished());
      assertThat(records.emittedOfUnfinished)
          .as("seed %s", seed)
          .isEqualTo(cut.tokens().emittedTokens() - cut.tokens().finishedOutputTokens());
      unfinished += records.unfinished;
    }
    assertThat(unfinished).isGreaterThan(100);
  }

  @Test
  void aSamplerServesOneRunAndNeedsAnInterval() throws IOException {
    RandomDeployment deployment = new RandomDeployment(1);
    StateSampler sampler = new StateSampler(1_000_000, sample -> {});
    new ServingSimulation(deployment.setup, null, null, sampler);
    assertThatThrownBy(() -> new ServingSimulation(deployment.setup, null, null, sampler))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new StateSampler(0, sample -> {}))
        .hasMessage("interval = 0 ps: must be above 0");
  }
}
