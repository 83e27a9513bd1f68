package dev.dryrack.serving.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.model.WeightRecipes;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.PlanException;
import dev.dryrack.serving.plan.PlanRules;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FitAdvisorTest {

  private static final ModelArchitecture EIGHT_T = FitFixtures.eightTrillion();
  private static final ModelArchitecture K3 = FitFixtures.kimiK3();

  /** 7.97 TB and 4.50 TB against 72 × 0.9 × 198.67e9 = 12.87 TB; 15.92 TB is 124 % of it. */
  @ParameterizedTest
  @CsvSource({"gb200, fp8, FITS", "gb200, nvfp4, FITS", "gb200, bf16, DOES_NOT_FIT"})
  void oneGb200RackHoldsEightTrillionParametersInFp8ButNotInBf16(
      String system, String recipe, Verdict verdict) {
    FitReport report = advise(EIGHT_T, system, 72, recipe);

    assertThat(report.verdict()).isEqualTo(verdict);
  }

  /** 15.92 TB is 82 % of the 19.31 TB that a GB300 rack can use. */
  @Test
  void oneGb300RackHoldsEvenBf16() {
    FitReport report = advise(EIGHT_T, "gb300", 72, "bf16");

    assertThat(report.verdict()).isNotEqualTo(Verdict.DOES_NOT_FIT);
    assertThat(report.weightsFraction()).isCloseTo(0.82, within(0.01));
  }

  /**
   * Arithmetic without reserves gives 29 M KV tokens at attention TP 2 (43 GB left per GPU). Here
   * 35.4 GB are left: of the 8 GB, 1.5 are latent projections that TP does not divide and 0.6 a
   * replicated router, 2.8 activations, 1.8 communication buffers, 0.7 runtime.
   */
  @Test
  void anFp8RackIsBestWithAttentionOverPairs() {
    FitReport report = advise(EIGHT_T, "gb200", 72, "fp8");

    assertThat(report.plan()).isEqualTo(new ShardingPlan(2, 1, 36, 72, 1, 1));
    assertThat(report.kvTokens()).isBetween(23_500_000L, 24_500_000L);
    assertThat((double) report.budget().kvRoomBytes() + 7.6e9).isCloseTo(43e9, within(0.7e9));
    assertThat(report.notes()).anySatisfy(note -> assertThat(note).contains("latent", "2 times"));
  }

  /**
   * Arithmetic without reserves gives 88 M KV tokens at attention-DP 72 (65 GB left per GPU). Here
   * 57.1 GB: 5.2 of activations, 1.8 of communication buffers and 0.7 of runtime go.
   */
  @Test
  void anNvfp4RackIsBestWithAttentionOnEveryGpu() {
    FitReport report = advise(EIGHT_T, "gb200", 72, "nvfp4");

    assertThat(report.plan()).isEqualTo(new ShardingPlan(1, 1, 72, 72, 1, 1));
    assertThat(report.kvTokens()).isBetween(77_000_000L, 78_500_000L);
    assertThat(report.budget().kvRoomBytes() + report.budget().worst().overheadBytes())
        .isCloseTo(65_000_000_000L, within(500_000_000L));
  }

  @Test
  void whatIsTooMuchIsSaidWithWhatWouldHelp() {
    FitReport report = advise(EIGHT_T, "gb200", 72, "bf16");

    assertThat(report.marginBytes()).isNegative();
    assertThat(report.reasons().get(0))
        .contains("bf16 weights of 15.92 TB are 124 % of the 12.87 TB that 72 GPUs can use");
    assertThat(report.reasons().get(1)).contains("more than its usable 178.8 GB", "routed experts");
    assertThat(report.remedies())
        .extracting(Remedy::kind)
        .containsExactly(Remedy.Kind.WEIGHTS, Remedy.Kind.GPUS, Remedy.Kind.GPUS);
    assertThat(report.remedies().get(0).weights()).isEqualTo(WeightRecipe.FP8);
    Remedy tight = report.remedies().get(1);
    Remedy roomy = report.remedies().get(2);
    assertThat(tight.text()).contains("TIGHT");
    assertThat(roomy.text()).contains("FITS");
    assertThat(tight.plan().gpus()).isBetween(90, roomy.plan().gpus() - 1);
    assertThat(roomy.plan().gpus()).isBetween(92, 128);
  }

  @Test
  void everyRemedyFitsWhenTaken() {
    for (FitReport report :
        List.of(
            advise(EIGHT_T, "gb200", 72, "bf16"),
            advise(EIGHT_T, "h100", 104, "fp8"),
            advise(K3, "h100", 16, "mxfp4"),
            FitAdvisor.advise(
                FitRequest.of(FitFixtures.llama70b(), FitFixtures.h100(), 4)
                    .withPlan(new ShardingPlan(2, 1, 1, 1, 1, 2))))) {
      assertThat(report.remedies()).isNotEmpty();
      for (Remedy remedy : report.remedies()) {
        EngineLimits limits = FitFixtures.limits(remedy.maxModelLen());
        FitRequest taken =
            FitRequest.of(report.deployment().model(), report.deployment().cluster().system(), 1)
                .withWeights(remedy.weights())
                .withKvPrecision(remedy.kvPrecision())
                .withPlan(remedy.plan())
                .withLimits(limits);
        assertThat(FitAdvisor.advise(taken).verdict())
            .as(remedy.text())
            .isLessThan(report.verdict());
      }
    }
  }

  /**
   * 7.97 TB / (0.9 × 85.52 GB) = 103.6: 104 GPUs for the weights; with 20 % of usable memory free
   * 129.4, in nodes of 8 136. 576 experts do not spread evenly over 17 nodes, over 18 they do.
   */
  @Test
  void eightTrillionParametersNeed104H100sByArithmeticAnd144WhereExpertsDivide() {
    FitReport report =
        FitAdvisor.advise(FitRequest.of(EIGHT_T, FitFixtures.h100(), FitRequest.AUTO));

    assertThat(report.bounds()).isEqualTo(new GpuBounds(104, 130, 0.2, 136));
    assertThat(report.plan().gpus()).isEqualTo(144);
    assertThat(report.verdict()).isEqualTo(Verdict.FITS);
    assertThat(FitNeeds.leastRoomFraction(report.budget())).isBetween(0.2, 0.22);
  }

  @ParameterizedTest
  @CsvSource({"h200, 80", "b200, 64"})
  void otherNodesNeedFewerByArithmetic(String system, int nodesOfEight) {
    FitReport report =
        FitAdvisor.advise(
            FitRequest.of(EIGHT_T, system(system), FitRequest.AUTO).withWeights(WeightRecipe.FP8));

    assertThat(report.bounds().withRoomNodes()).isEqualTo(nodesOfEight);
    assertThat(report.verdict()).isEqualTo(Verdict.FITS);
  }

  /** The smallest deployments of the SGLang cookbook for Kimi K3 (2026-07), and half of each. */
  @ParameterizedTest
  @CsvSource({"h100, 32", "h200, 16", "b200, 16", "gb200, 16", "gb300, 8", "b300, 8"})
  void publishedSmallestDeploymentsOfKimiK3FitAndHalfOfEachDoesNot(String system, int gpus) {
    FitReport whole = FitAdvisor.advise(FitRequest.of(K3, system(system), gpus));
    FitReport half = FitAdvisor.advise(FitRequest.of(K3, system(system), gpus / 2));

    assertThat(whole.deployment().weights()).isEqualTo(WeightRecipe.MXFP4);
    assertThat(whole.verdict()).isEqualTo(Verdict.FITS);
    assertThat(half.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
    assertThat(half.weightsFraction()).as("not even the weights").isGreaterThan(1);
  }

  @Test
  void kimiK3RunsWithTensorParallelismSixteenOnSixteenGb200() {
    FitReport report =
        FitAdvisor.advise(
            FitRequest.of(K3, FitFixtures.gb200(), 16)
                .withPlan(new ShardingPlan(16, 1, 1, 16, 1, 1)));

    assertThat(report.verdict()).isEqualTo(Verdict.FITS);
    assertThat(report.planWasGiven()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 32, 72, 96, 104, 136, 144})
  void everyPlanFoundIsLegalAndUsesAllGpus(int gpus) {
    for (ModelArchitecture model :
        List.of(EIGHT_T, K3, FitFixtures.deepSeekV3(), FitFixtures.llama70b())) {
      FitReport report = FitAdvisor.advise(FitRequest.of(model, FitFixtures.h100(), gpus));

      assertThat(PlanRules.problems(report.deployment())).isEmpty();
      assertThat(report.plan().gpus()).isEqualTo(gpus);
    }
  }

  @Test
  void noOtherPlanThatFitsInsideDomainsWithAsFewStagesHoldsMuchMore() {
    FitReport report = advise(EIGHT_T, "gb200", 72, "fp8");
    for (int tp : new int[] {1, 2, 4, 8}) {
      FitReport other =
          FitAdvisor.advise(
              request(EIGHT_T, "gb200", 72, "fp8")
                  .withPlan(new ShardingPlan(tp, 1, 72 / tp, 72, 1, 1)));
      assertThat(9 * other.kvTokens()).isLessThanOrEqualTo(10 * report.kvTokens());
    }
  }

  @Test
  void theFewestGpusOfADenseModelMayBePartOfANode() {
    FitReport report =
        FitAdvisor.advise(
            FitRequest.of(FitFixtures.llama70b(), FitFixtures.h100(), FitRequest.AUTO));

    assertThat(report.plan()).isEqualTo(new ShardingPlan(4, 1, 1, 1, 1, 1));
  }

  /** 1,000 sequences of 131,072 tokens at 327,680 B take 42.9 TB, 558 usable H100s. */
  @Test
  void theFewestGpusHoldTheSequencesAskedFor() {
    FitReport report =
        FitAdvisor.advise(
            FitRequest.of(FitFixtures.llama70b(), FitFixtures.h100(), FitRequest.AUTO)
                .withSequences(131_072, 1000));

    assertThat(report.bounds().withRoom()).isEqualTo(560);
    assertThat(report.verdict()).isEqualTo(Verdict.FITS);
    assertThat(report.budget().sequences(131_072)).isGreaterThanOrEqualTo(1000);
    assertThat(report.plan().gpus()).isBetween(560, 1000);
  }

  @Test
  void aRoomThatNoNumberOfGpusLeavesIsAnsweredWithNo() {
    FitReport report =
        FitAdvisor.advise(FitRequest.of(K3, FitFixtures.h100(), FitRequest.AUTO).withKvRoom(0.99));

    assertThat(report.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
    assertThat(report.reasons())
        .anySatisfy(reason -> assertThat(reason).contains("below the 99 %"));
  }

  @Test
  void anImpossiblePlanIsRefusedWithAllReasons() {
    FitRequest request =
        FitRequest.of(EIGHT_T, FitFixtures.gb200(), 72)
            .withPlan(new ShardingPlan(3, 1, 24, 7, 5, 1));

    assertThatThrownBy(() -> FitAdvisor.advise(request))
        .isInstanceOfSatisfying(
            PlanException.class, e -> assertThat(e.problems()).hasSizeGreaterThan(2));
  }

  @Test
  void lessThanOneFullSequenceDoesNotFitAndAShorterOneIsOffered() {
    FitRequest request =
        FitRequest.of(FitFixtures.llama70b(), FitFixtures.h100(), 2)
            .withPlan(new ShardingPlan(2, 1, 1, 1, 1, 1));
    FitReport report = FitAdvisor.advise(request);

    assertThat(report.budget().kvRoomBytes()).isPositive();
    assertThat(report.longestSequence()).isBetween(1L, 131_071L);
    assertThat(report.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
    assertThat(report.reasons().get(0)).contains("holds no sequence of max-model-len = 131,072");
  }

  @Test
  void tightIsBelowATenthOfUsableMemoryOrFewerThanTwoFullSequences() {
    FitReport report =
        FitAdvisor.advise(
            FitRequest.of(FitFixtures.llama70b(), FitFixtures.h100(), 2)
                .withLimits(FitFixtures.limits(2048)));
    assertThat(report.verdict()).isEqualTo(Verdict.TIGHT);
    assertThat(FitNeeds.leastRoomFraction(report.budget())).isLessThan(0.1);
    assertThat(report.reasons().get(0)).contains("is left for KV cache");

    FitReport few =
        FitAdvisor.advise(
            FitRequest.of(FitFixtures.llama70b(), FitFixtures.h100(), 4)
                .withPlan(new ShardingPlan(4, 1, 1, 1, 1, 1))
                .withLimits(new EngineLimits(256, 8192, 0, 16, 0.65, 131072)));
    assertThat(FitNeeds.leastRoomFraction(few.budget())).isGreaterThan(0.1);
    assertThat(few.verdict()).isEqualTo(Verdict.TIGHT);
    assertThat(few.reasons().get(0)).contains("only one sequence");
  }

  @Test
  void whatIsAskedForMustFitToo() {
    FitRequest request = FitRequest.of(FitFixtures.llama70b(), FitFixtures.h100(), 4);

    assertThat(FitAdvisor.advise(request.withKvRoom(0.4)).verdict()).isEqualTo(Verdict.FITS);
    FitReport room = FitAdvisor.advise(request.withKvRoom(0.6));
    assertThat(room.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
    assertThat(room.reasons().get(0)).contains("50 % of usable memory, below the 60 %");

    assertThat(FitAdvisor.advise(request.withSequences(4096, 100)).verdict())
        .isEqualTo(Verdict.FITS);
    FitReport many = FitAdvisor.advise(request.withSequences(4096, 200));
    assertThat(many.verdict()).isEqualTo(Verdict.DOES_NOT_FIT);
    assertThat(many.reasons().get(0)).contains("not the 200 asked for");
  }

  /** 7.9 GB of weights leave room for thousands of short sequences; 256 of them run. */
  @Test
  void noMoreSequencesRunAtOnceThanMaxNumSeqsLets() {
    FitReport report =
        FitAdvisor.advise(
            FitRequest.of(FitFixtures.llama70b(), FitFixtures.h100(), 8)
                .withLimits(new EngineLimits(16, 8192, 0, 16, 0.9, 8192))
                .withSequences(4096, 100));

    ContextRow row = report.concurrency().get(0);
    assertThat(row.sequencesPerRank()).isGreaterThan(100);
    assertThat(row.runningPerRank()).isEqualTo(16);
    assertThat(row.running()).isEqualTo(16L * report.plan().replicas());
    assertThat(row.isCapped()).isTrue();
    assertThat(report.notes())
        .anySatisfy(note -> assertThat(note).contains("max-num-seqs lets only 16"));
  }

  @Test
  void concurrencyGoesDownWithContextUpToTheModels() {
    FitReport report = advise(FitFixtures.deepSeekV3(), "h200", 16, "fp8");

    assertThat(report.concurrency())
        .extracting(ContextRow::contextTokens)
        .containsExactly(4096, 8192, 32768, 131072, 163840);
    for (int i = 1; i < report.concurrency().size(); i++) {
      assertThat(report.concurrency().get(i).sequences())
          .isLessThan(report.concurrency().get(i - 1).sequences());
    }
    MemoryBudget budget = report.budget();
    assertThat(budget.sequences(4096))
        .isEqualTo(budget.sequencesPerRank(4096) * report.plan().attentionDp());
  }

  @Test
  void theReportIsAboutTheSameBudgetAsTheDeploymentAlone() {
    FitReport report = advise(EIGHT_T, "gb200", 72, "fp8");
    Deployment deployment = report.deployment();
    MemoryBudget alone = MemoryBudget.of(deployment, report.limits());

    assertThat(alone.kvLayout()).isEqualTo(report.budget().kvLayout());
    assertThat(alone.worst().items()).isEqualTo(report.budget().worst().items());
  }

  @Test
  void usualKvPrecisionFollowsWeightsAndGpu() {
    var hopper = FitFixtures.h100().gpu();
    var blackwell = FitFixtures.gb200().gpu();
    assertThat(FitAdvisor.usualKvPrecision(WeightRecipe.FP8, hopper)).isEqualTo(Precision.FP8);
    assertThat(FitAdvisor.usualKvPrecision(WeightRecipe.MXFP4, hopper)).isEqualTo(Precision.BF16);
    assertThat(FitAdvisor.usualKvPrecision(WeightRecipe.MXFP4, blackwell)).isEqualTo(Precision.FP8);
    assertThat(FitAdvisor.usualKvPrecision(WeightRecipe.BF16, blackwell)).isEqualTo(Precision.BF16);
  }

  @Test
  void contradictoryWishesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FitRequest.of(EIGHT_T, FitFixtures.h100(), 8).withKvRoom(1))
        .withMessageContaining("kv-room = 1.0: must be 0 to below 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FitRequest.of(EIGHT_T, FitFixtures.h100(), 8).withSequences(2_000_000, 1))
        .withMessageContaining("context = 2000000: must be at most the model's");
  }

  private static FitReport advise(ModelArchitecture model, String system, int gpus, String recipe) {
    return FitAdvisor.advise(request(model, system, gpus, recipe));
  }

  private static FitRequest request(
      ModelArchitecture model, String system, int gpus, String recipe) {
    return FitRequest.of(model, system(system), gpus).withWeights(WeightRecipes.of(recipe, model));
  }

  private static SystemSpec system(String id) {
    return switch (id) {
      case "h100" -> FitFixtures.h100();
      case "h200" -> FitFixtures.h200();
      case "b200" -> FitFixtures.b200();
      case "b300" -> FitFixtures.b300();
      case "gb200" -> FitFixtures.gb200();
      case "gb300" -> FitFixtures.gb300();
      default -> throw new IllegalArgumentException(id);
    };
  }
}
