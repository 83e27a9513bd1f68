package dev.dryrack.serving.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.cost.CompiledStepPrice;
import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.cost.EngineOverhead;
import dev.dryrack.serving.cost.EngineProfiles;
import dev.dryrack.serving.cost.StepCostModel;
import dev.dryrack.serving.cost.StepShape;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import org.junit.jupiter.api.Test;

/**
 * Steps of DeepSeek-V3/R1 that were measured and published. No constant was fitted to these; the
 * bounds are what was found, rounded up, so that it does not get worse unseen. See
 * docs/validation/README.md.
 */
final class PublishedStepsTest {

  private static CompiledStepPrice price(
      WeightRecipe weights, Precision kv, ShardingPlan plan, String system, EngineOverhead engine) {
    Cluster cluster = new Cluster(SystemCatalog.builtIn().system(system), plan.gpus());
    Deployment deployment =
        new Deployment(ModelCatalog.builtIn().model("deepseek-v3"), weights, kv, plan, cluster);
    EngineLimits limits = new EngineLimits(2048, 65_536, 0, 64, 0.9, 65_536);
    return new StepCostModel(deployment, limits, CostSettings.DEFAULT.with(engine)).compile();
  }

  private static ShardingPlan wide(int gpus) {
    return new ShardingPlan(1, 1, gpus, gpus, 1, 1);
  }

  private static double tokensPerSecondPerGpu(CompiledStepPrice price, StepShape step, int gpus) {
    return step.totalTokens() / (price.stepPicos(step) * 1e-12) / gpus;
  }

  private static void check(double predicted, double measured, double bound) {
    assertEquals(0, predicted / measured - 1, bound, predicted + " for " + measured);
  }

  /**
   * 22,310 tokens/s per node with two-batch overlap, which made it 1.255 times faster: LMSYS,
   * 2025-05-05, large-scale EP on 96 H100. Steps are priced without overlap.
   */
  @Test
  void decodeOn72H100() {
    CompiledStepPrice price =
        price(
            WeightRecipe.FP8,
            Precision.BF16,
            wide(72),
            "h100",
            EngineProfiles.of("sglang").overhead());
    double node = 8 * tokensPerSecondPerGpu(price, StepShape.decode(256, 2050, 72), 72);
    check(node, 22_310 / 1.255, 0.15);
  }

  /** 57,674, 54,543 and 50,302 tokens/s per node, with two-batch overlap: the same. */
  @Test
  void prefillOn32H100() {
    CompiledStepPrice price =
        price(
            WeightRecipe.FP8,
            Precision.BF16,
            wide(32),
            "h100",
            EngineProfiles.of("sglang").overhead());
    double[][] rows = {{1024, 57_674}, {2048, 54_543}, {4096, 50_302}};
    for (double[] row : rows) {
      int isl = (int) row[0];
      StepShape step = StepShape.prefill(isl, 16_384 / isl, 32);
      check(8 * tokensPerSecondPerGpu(price, step, 32), row[1], 0.25);
    }
  }

  /**
   * GPUs, tokens/s per GPU of prefill: vLLM blog, 2025-12-17, wide EP on H200, read off a chart.
   */
  @Test
  void prefillOnH200() {
    double[][] rows = {{8, 6520}, {16, 7020}, {32, 5110}};
    for (double[] row : rows) {
      int gpus = (int) row[0];
      CompiledStepPrice price =
          price(
              WeightRecipe.FP8,
              Precision.BF16,
              wide(gpus),
              "h200",
              EngineProfiles.of("vllm").overhead());
      StepShape step = StepShape.prefill(2000, 8, gpus);
      check(tokensPerSecondPerGpu(price, step, gpus), row[1], 0.30);
    }
  }

  /** GPUs, tokens/s per GPU of decode at 256 per rank: the same, with dual-batch overlap. */
  @Test
  void decodeOnH200() {
    double[][] rows = {{32, 2180}, {72, 2070}, {96, 1970}};
    for (double[] row : rows) {
      int gpus = (int) row[0];
      CompiledStepPrice price =
          price(
              WeightRecipe.FP8,
              Precision.BF16,
              wide(gpus),
              "h200",
              EngineProfiles.of("vllm").overhead());
      StepShape step = StepShape.decode(256, 3000, gpus);
      check(tokensPerSecondPerGpu(price, step, gpus), row[1], 0.20);
    }
  }

  /** 26,214 tokens/s per GPU at up to 64K tokens: vLLM blog, 2026-02-03, GB200, DP2 EP2. */
  @Test
  void prefillOnGb200() {
    WeightRecipe all = recipe(Precision.NVFP4);
    CompiledStepPrice price =
        price(all, Precision.BF16, wide(2), "gb200-nvl72", EngineProfiles.of("vllm").overhead());
    double rate = tokensPerSecondPerGpu(price, StepShape.prefill(2000, 32, 2), 2);
    check(rate, 26_214, 0.15);
  }

  /** 10,108 tokens/s per GPU, memory filled: the same, DP8 EP8; 768 sequences a rank assumed. */
  @Test
  void decodeOnGb200() {
    WeightRecipe experts = recipe(Precision.BF16);
    CompiledStepPrice price =
        price(experts, Precision.FP8, wide(8), "gb200-nvl72", EngineProfiles.of("vllm").overhead());
    double rate = tokensPerSecondPerGpu(price, StepShape.decode(768, 3000, 8), 8);
    check(rate, 10_108, 0.20);
  }

  /** 2,259 tokens/s per GPU at TP8: vLLM/DaoCloud blog, 2026-02-13, H200, vLLM 0.14.1. */
  @Test
  void tensorParallelPrefillOnH200() {
    ShardingPlan plan = new ShardingPlan(8, 1, 1, 1, 8, 1);
    CompiledStepPrice price =
        price(WeightRecipe.FP8, Precision.BF16, plan, "h200", EngineProfiles.of("vllm").overhead());
    check(tokensPerSecondPerGpu(price, StepShape.prefill(2048, 8, 1), 8), 2259, 0.15);
  }

  /** NVFP4 experts, other projections as given. */
  private static WeightRecipe recipe(Precision others) {
    return new WeightRecipe("nvfp4", Precision.NVFP4, others, Precision.BF16);
  }
}
