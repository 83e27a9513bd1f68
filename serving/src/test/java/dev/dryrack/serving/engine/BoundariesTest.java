package dev.dryrack.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.router.RoutedRequest;
import dev.dryrack.serving.router.Router;
import dev.dryrack.serving.router.RouterKind;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What policies may know, what a seed fixes, and what a step observer is told. */
class BoundariesTest {

  @Test
  void theSameDeploymentGivesTheSameBytes() throws IOException {
    for (long seed = 0; seed < 50; seed++) {
      RandomDeployment deployment = new RandomDeployment(seed);
      Records first = new Records(deployment.requests.size());
      Records second = new Records(deployment.requests.size());
      RunResult one =
          new ServingSimulation(deployment.setup, first, null).run(new ListSource(deployment));
      RunResult two =
          new ServingSimulation(deployment.setup, second, new Auditor(deployment.setup))
              .run(new ListSource(deployment));
      assertThat(first.digest).as("ENG-10: seed %s", seed).isEqualTo(second.digest);
      assertThat(one.toString()).as("ENG-10: seed %s", seed).isEqualTo(two.toString());
    }
  }

  @Test
  void aRecordedDigestStaysTheSameOnEveryJvm() throws IOException {
    long digest = 0;
    for (long seed = 0; seed < 20; seed++) {
      RandomDeployment deployment = new RandomDeployment(seed);
      Records records = new Records(deployment.requests.size());
      new ServingSimulation(deployment.setup, records, null).run(new ListSource(deployment));
      digest = 31 * digest + records.digest;
    }
    // Computed by this test on JDK 17; equal to the picosecond with the reference.
    assertThat(digest).as("ENG-10").isEqualTo(8929456911660358589L);
  }

  @Test
  void schedulersAndRoutersHaveNoTypeThatKnowsTheOutputLength() {
    List<String> names = new ArrayList<>();
    for (Class<?> type : List.of(RankBatch.class, RoutedRequest.class, Router.class)) {
      for (Method method : type.getMethods()) {
        names.add(method.getName().toLowerCase(Locale.ROOT));
      }
    }
    assertThat(names).as("ENG-11").isNotEmpty().noneMatch(n -> n.contains("output"));
  }

  @Test
  void outputsThatEndLaterChangeNothingBeforeTheFirstOfThemWouldHaveEnded() throws IOException {
    EngineLimits limits = new EngineLimits(3, 20, 0, 4, 0.9, 1_000);
    ServingSetup setup =
        ServingSetup.builder(new LinearPrice(1_000, 10, 3, 1, 2), limits)
            .replicas(2, 3, 3)
            .kv(200, 4, 0)
            .routers(RouterKind.LEAST_TOKENS, RouterKind.LEAST_TOKENS)
            .build();
    List<Sequence> shorter = new ArrayList<>();
    List<Sequence> longer = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      shorter.add(new Sequence(i, i * 700L, 5 + i % 17, 30 + i % 7));
      longer.add(new Sequence(i, i * 700L, 5 + i % 17, 50 + i % 11));
    }
    Records a = new Records(60);
    Records b = new Records(60);
    new ServingSimulation(setup, a, null).run(new ListSource(shorter));
    new ServingSimulation(setup, b, null).run(new ListSource(longer));
    long firstFinish = Long.MAX_VALUE;
    for (long finish : a.finish) {
      firstFinish = Math.min(firstFinish, finish);
    }
    int compared = 0;
    for (int i = 0; i < 60; i++) {
      if (a.sent[i] < firstFinish) {
        assertThat(b.replica[i]).as("ENG-11").isEqualTo(a.replica[i]);
        assertThat(b.rank[i]).as("ENG-11").isEqualTo(a.rank[i]);
      }
      if (a.firstToken[i] < firstFinish) {
        assertThat(b.firstToken[i]).as("ENG-11").isEqualTo(a.firstToken[i]);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(10);
  }

  /** Prices each step again from what it is told. */
  private static final class Auditor implements StepObserver {
    private final ServingSetup setup;
    private long chunksPicos;
    private long stepsPicos;
    private long steps;

    Auditor(ServingSetup setup) {
      this.setup = setup;
    }

    @Override
    public void onPrefillChunk(int chunkTokens, long contextTokens) {
      chunksPicos += setup.price().prefillPicos(chunkTokens, contextTokens);
    }

    @Override
    public void onStep(StepView step) {
      long picos = step.swapPicos() + chunksPicos;
      picos += setup.price().tokenPicos(step.maxRankTokens(), step.totalTokens());
      if (step.decodingSequences() > 0) {
        picos += setup.price().decodePicos(step.decodingSequences(), step.decodingContextTokens());
      }
      if (step.emittingSequences() > 0) {
        picos += setup.price().samplePicos(step.emittingSequences());
      }
      assertThat(picos).isEqualTo(step.picos());
      chunksPicos = 0;
      stepsPicos += step.picos();
      steps++;
    }
  }

  @Test
  void anObserverCanAccountForAllOfAStepsTime() throws IOException {
    List<String> policies = ReferenceEquivalenceTest.policies();
    for (int seed = 0; seed < 120; seed++) {
      RandomDeployment deployment =
          new RandomDeployment(seed, policies.get(seed % policies.size()));
      Auditor auditor = new Auditor(deployment.setup);
      RunResult result =
          new ServingSimulation(deployment.setup, null, auditor).run(new ListSource(deployment));
      double busy =
          result.replicas().stream().mapToDouble(r -> r.busyFraction()).sum() * result.endPicos();
      assertThat(auditor.steps)
          .isEqualTo(result.replicas().stream().mapToLong(r -> r.steps()).sum());
      assertThat((double) auditor.stepsPicos).isCloseTo(busy, withinPercentage(1e-6));
    }
  }
}
