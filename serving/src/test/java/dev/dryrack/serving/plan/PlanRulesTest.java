package dev.dryrack.serving.plan;

import static dev.dryrack.serving.fit.FitFixtures.cluster;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.fit.FitFixtures;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.memory.MemoryPart;
import dev.dryrack.serving.model.DenseFeedForward;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PlanRulesTest {

  private static final ModelArchitecture EIGHT_T = FitFixtures.eightTrillion();

  @Test
  void aPlanThatDividesEverythingHasNoProblems() {
    assertThat(problems(EIGHT_T, new ShardingPlan(2, 1, 36, 72, 1, 1), 72)).isEmpty();
    assertThat(problems(EIGHT_T, new ShardingPlan(4, 2, 9, 9, 4, 1), 72)).isEmpty();
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    List<String> problems = problems(EIGHT_T, new ShardingPlan(3, 93, 1, 7, 5, 1), 72);

    assertThat(problems).hasSize(6);
    assertThat(problems.get(0)).contains("3 × 93 × 1 × 1 = 279 GPUs", "the cluster has 72");
    assertThat(problems.get(1)).contains("tp = 3", "128 attention heads", "use 2 or 4");
    assertThat(problems.get(2)).contains("pp = 93", "92 layers", "use 92 or fewer");
    assertThat(problems.get(3))
        .contains("= 3 but ep × moe-tp = 7 × 5 = 35", "use ep = 3, moe-tp = 1");
    assertThat(problems.get(4)).contains("ep = 7", "576 experts", "use 6 or 8");
    assertThat(problems.get(5)).contains("moe-tp = 5", "4096", "use 4 or 8");
  }

  @Test
  void moreRanksThanExpertsWouldNeedRedundantExperts() {
    ShardingPlan plan = new ShardingPlan(1, 1, 1152, 1152, 1, 1);
    assertThat(problems(EIGHT_T, plan, 1152))
        .singleElement()
        .asString()
        .contains("ep = 1152 exceeds 576 experts", "redundant", "use 576");
  }

  @Test
  void gpusThatAreWholeReplicasAskForReplicas() {
    assertThat(problems(EIGHT_T, new ShardingPlan(1, 1, 36, 36, 1, 1), 72))
        .singleElement()
        .asString()
        .contains("use replicas = 2 or gpus = 36");
  }

  @Test
  void gpusThatOneDegreeCanAbsorbSayWhich() {
    assertThat(problems(EIGHT_T, new ShardingPlan(2, 1, 48, 96, 1, 1), 72))
        .singleElement()
        .asString()
        .contains("use attention-dp = 36 or gpus = 96");
  }

  /** vLLM refuses Qwen3-235B-FP8 at TP 8: 1536 / 8 = 192 is not a multiple of the 128 block. */
  @Test
  void blockScalesAreNotCutByExpertTensorParallelism() {
    ModelArchitecture qwen =
        FitFixtures.model(
            "qwen3-235b",
            4096,
            151936,
            40960,
            WeightRecipe.FP8,
            new LayerGroup(
                94,
                new GroupedQueryAttention(64, 4, 128),
                new ExpertFeedForward(128, 8, 1536, 0),
                0));
    ShardingPlan plan = new ShardingPlan(8, 1, 1, 1, 8, 1);

    assertThat(PlanRules.problems(deployment(qwen, WeightRecipe.BF16, plan))).isEmpty();
    assertThat(PlanRules.problems(deployment(qwen, WeightRecipe.NVFP4, plan))).isEmpty();
    assertThat(PlanRules.problems(deployment(qwen, WeightRecipe.FP8, plan)))
        .singleElement()
        .asString()
        .contains("moe-tp = 8", "multiples of its 128-wide", "use 6 or 12");
    assertThat(
            PlanRules.problems(
                deployment(qwen, WeightRecipe.FP8, new ShardingPlan(8, 1, 1, 8, 1, 1))))
        .isEmpty();
  }

  /** The figures of gpt-oss-120b: 2880 = 90 × 32, served at TP 8 by padding 360 to 384. */
  @Test
  void mxfp4ExpertsAreCutAndPaddedWhereOtherScaleBlocksOf32AreNotSplit() {
    ModelArchitecture gptOss = experts(2880);
    ShardingPlan plan = new ShardingPlan(8, 1, 1, 1, 8, 1);

    assertThat(PlanRules.problems(deployment(gptOss, WeightRecipe.MXFP4, plan))).isEmpty();
    assertThat(
            new PlanRules(gptOss, WeightRecipe.MXFP4).notes(plan, cluster(FitFixtures.h100(), 8)))
        .anySatisfy(note -> assertThat(note).contains("width of 360, counted as 384"));
    assertThat(
            new PlanRules(experts(3072), WeightRecipe.MXFP4)
                .notes(plan, cluster(FitFixtures.h100(), 8)))
        .noneSatisfy(note -> assertThat(note).contains("counted as"));
    for (Precision precision : List.of(Precision.MXFP8, Precision.INT4)) {
      WeightRecipe recipe = new WeightRecipe("test", precision, Precision.BF16, Precision.BF16);
      assertThat(PlanRules.problems(deployment(gptOss, recipe, plan)))
          .as(precision.id())
          .singleElement()
          .asString()
          .contains("moe-tp = 8", "multiples of its 32-wide", "use 6 or 9");
      assertThat(PlanRules.problems(deployment(experts(3072), recipe, plan))).isEmpty();
    }
  }

  @Test
  void paddedExpertsTakeMemory() {
    ShardingPlan plan = new ShardingPlan(8, 1, 1, 1, 8, 1);
    long padded = routedBytes(experts(2880), WeightRecipe.MXFP4, plan);
    long whole = routedBytes(experts(3072), WeightRecipe.MXFP4, plan);

    assertThat(padded).as("360 padded to 384 = 3072 / 8").isEqualTo(whole);
    assertThat(routedBytes(experts(2880), WeightRecipe.BF16, plan) * 384)
        .isEqualTo(routedBytes(experts(3072), WeightRecipe.BF16, plan) * 360);
  }

  private static long routedBytes(ModelArchitecture model, WeightRecipe recipe, ShardingPlan plan) {
    return MemoryBudget.of(deployment(model, recipe, plan), FitFixtures.limits(8192))
        .worst()
        .bytes(MemoryPart.ROUTED_EXPERTS);
  }

  private static ModelArchitecture experts(int width) {
    return FitFixtures.model(
        "experts",
        2880,
        201088,
        131072,
        null,
        new LayerGroup(
            36, new GroupedQueryAttention(64, 8, 64), new ExpertFeedForward(128, 4, width, 0), 0));
  }

  @Test
  void keyValueHeadsAreReplicatedButNotSplitUnevenly() {
    ModelArchitecture llama = FitFixtures.llama70b();
    ShardingPlan replicating = new ShardingPlan(16, 1, 1, 1, 1, 1);
    PlanRules rules = new PlanRules(llama, null);

    assertThat(problems(llama, replicating, 16)).isEmpty();
    assertThat(rules.notes(replicating, cluster(FitFixtures.h100(), 16)))
        .anySatisfy(note -> assertThat(note).contains("tp = 16 exceeds 8 KV heads", "2 times"))
        .anySatisfy(note -> assertThat(note).contains("spans scale-up domains of 8"));
    assertThat(rules.notes(new ShardingPlan(8, 1, 1, 1, 1, 2), cluster(FitFixtures.h100(), 16)))
        .isEmpty();

    ModelArchitecture odd = FitFixtures.dense("odd", 4, 1536, 12, 6, 4096, 32000);
    assertThat(problems(odd, new ShardingPlan(4, 1, 1, 1, 1, 1), 4))
        .singleElement()
        .asString()
        .contains("neither divides 6 KV heads nor is a multiple", "use 2");
  }

  @Test
  void aDenseModelHasNeitherExpertsNorAttentionDataParallelism() {
    List<String> problems = problems(FitFixtures.llama70b(), new ShardingPlan(4, 1, 2, 4, 2, 1), 8);

    assertThat(problems).hasSize(3);
    assertThat(problems.get(0)).contains("ep = 4", "use ep = 1");
    assertThat(problems.get(1)).contains("moe-tp = 2", "use moe-tp = 1");
    assertThat(problems.get(2)).contains("attention-dp = 2", "use replicas = 2");
  }

  @Test
  void stagesTakeLeftOverLayersBeforeTheLast() {
    PipelineStages stages = PipelineStages.of(EIGHT_T, 3);

    assertThat(stages.layers(0, 0)).as("the dense layer leads").isEqualTo(1);
    assertThat(stages.layers(0, 0) + stages.layers(0, 1)).isEqualTo(31);
    assertThat(stages.layers(1, 1)).isEqualTo(31);
    assertThat(stages.layers(2, 1)).isEqualTo(30);
  }

  @Test
  void hybridLayersAreSpreadEvenlyOverStages() {
    PipelineStages stages = PipelineStages.of(FitFixtures.kimiK3(), 3);

    for (int stage = 0; stage < 3; stage++) {
      assertThat(stages.layers(stage, 2)).isEqualTo(8);
    }
  }

  @Test
  void everyLayerIsInExactlyOneStage() {
    ModelArchitecture mixed =
        FitFixtures.model(
            "mixed",
            512,
            1000,
            4096,
            null,
            new LayerGroup(13, null, new DenseFeedForward(64, 3), 0),
            new LayerGroup(24, null, new ExpertFeedForward(8, 2, 64, 0), 0));
    for (int pp = 1; pp <= 37; pp++) {
      PipelineStages stages = PipelineStages.of(mixed, pp);
      int first = 0;
      int second = 0;
      for (int stage = 0; stage < pp; stage++) {
        first += stages.layers(stage, 0);
        second += stages.layers(stage, 1);
      }
      assertThat(first).isEqualTo(13);
      assertThat(second).isEqualTo(24);
    }
  }

  private static List<String> problems(ModelArchitecture model, ShardingPlan plan, int gpus) {
    return PlanRules.problems(model, plan, cluster(FitFixtures.gb200(), gpus));
  }

  private static Deployment deployment(
      ModelArchitecture model, WeightRecipe recipe, ShardingPlan plan) {
    return new Deployment(
        model, recipe, Precision.BF16, plan, cluster(FitFixtures.h100(), plan.gpus()));
  }
}
