package dev.dryrack.serving.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.collective.CollectiveModel;
import dev.dryrack.hardware.collective.Placement;
import dev.dryrack.hardware.kernel.DecodeAttentionCurve;
import dev.dryrack.hardware.kernel.GpuKernels;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.ShardingPlan;
import org.junit.jupiter.api.Test;

/** What a plan and a precision put into a price, against arithmetic by hand. */
final class PlanArithmeticTest {

  private static final ExpertFeedForward EXPERTS = new ExpertFeedForward(256, 8, 2048, 2048);

  private static Deployment deepSeek(ShardingPlan plan) {
    return Fixtures.deployment(Fixtures.DEEPSEEK_V3, WeightRecipe.FP8, plan, Fixtures.H100_SYSTEM);
  }

  private static ExpertCost experts(Deployment deployment) {
    return new ExpertCost(EXPERTS, new RankCost(deployment, CostSettings.DEFAULT));
  }

  private static CompiledStepPrice llama(Precision cache, ShardingPlan plan) {
    return price(Fixtures.LLAMA_70B, WeightRecipe.BF16, cache, plan);
  }

  private static CompiledStepPrice price(
      ModelArchitecture model, WeightRecipe weights, Precision cache, ShardingPlan plan) {
    return Fixtures.price(
        new Deployment(
            model, weights, cache, plan, new Cluster(Fixtures.H100_SYSTEM, plan.gpus())));
  }

  private static void same(double expected, double actual) {
    assertTrue(expected > 0);
    assertEquals(1, actual / expected, 1e-4, actual + " for " + expected);
  }

  /** Each slice of a chosen expert needs the row; an FP8 row has a scale for every 128 numbers. */
  @Test
  void aTokenIsDispatchedToEverySliceOfItsExperts() {
    Deployment deployment = deepSeek(new ShardingPlan(1, 1, 16, 8, 2, 1));
    Placement all = Placement.of(deployment.cluster(), 16, 1);
    CollectiveModel collectives = new CollectiveModel(deployment.cluster());
    OperationTimes times = new OperationTimes();
    experts(deployment).addRankTokens(128, times);
    double row = 7168 * (1 + 4.0 / 128);
    same(
        1.1 * collectives.dispatch(all, 128, row, 8 * 2).seconds(),
        times.of(Operation.DISPATCH).seconds());
    same(
        1.1 * collectives.combine(all, 128, 7168 * 2, 8 * 2).seconds(),
        times.of(Operation.COMBINE).seconds());
  }

  @Test
  void withoutExpertParallelismAllRanksOfTheStageGatherAndReduceAllTokens() {
    Deployment deployment = deepSeek(new ShardingPlan(2, 1, 4, 1, 8, 1));
    Placement stage = Placement.of(deployment.cluster(), 8, 1);
    CollectiveModel collectives = new CollectiveModel(deployment.cluster());
    OperationTimes times = new OperationTimes();
    experts(deployment).addTotalTokens(1000, times);
    same(
        collectives.allGather(stage, 1000 * 7168 * (1 + 4.0 / 128)).seconds(),
        times.of(Operation.DISPATCH).seconds());
    same(
        collectives.reduceScatter(stage, 1000.0 * 7168 * 2).seconds(),
        times.of(Operation.COMBINE).seconds());
  }

  @Test
  void aPipelineSamplesEachMicroBatchByItself() {
    CompiledStepPrice whole = llama(Precision.BF16, new ShardingPlan(4, 1, 1, 1, 4, 1));
    CompiledStepPrice staged = llama(Precision.BF16, new ShardingPlan(4, 2, 1, 1, 4, 1));
    assertTrue(Math.abs(2 * whole.samplePicos(32) - staged.samplePicos(64)) <= 2);
    assertTrue(Math.abs(2 * whole.samplePicos(1) - staged.samplePicos(1)) <= 2);
  }

  /** 2 micro-batches of 32 tokens: 8192 numbers of BF16 each, a quarter on every rank. */
  @Test
  void aPipelineHandsOverAsManyMicroBatchesAsItHasStages() {
    Deployment deployment =
        Fixtures.deployment(
            Fixtures.LLAMA_70B,
            WeightRecipe.BF16,
            new ShardingPlan(4, 2, 1, 1, 4, 1),
            Fixtures.H100_SYSTEM);
    CollectiveModel collectives = new CollectiveModel(deployment.cluster());
    double one = collectives.pointToPoint(false, 32 * 8192 * 2 / 4.0).seconds();
    StepBreakdown breakdown = Fixtures.price(deployment).breakdown(StepShape.decode(64, 1000, 1));
    same(2 * one, breakdown.seconds(Operation.PIPELINE));
  }

  /** 61 layers; 2 FLOPs by 512 of latent, 128 heads, and 128 of key and 128 of value. */
  @Test
  void aChunkExpandsTheLatentsOfEarlierContext() {
    CompiledStepPrice price =
        price(
            Fixtures.DEEPSEEK_V3,
            WeightRecipe.FP8,
            Precision.BF16,
            new ShardingPlan(1, 1, 8, 8, 1, 1));
    long context = 30_000;
    double byTwo = (double) price.prefillPicos(2, context) - price.prefillPicos(2, 0);
    double byFour = (double) price.prefillPicos(4, context) - price.prefillPicos(4, 0);
    double perFlop =
        GpuKernels.of(Fixtures.H100).latentPrefill(Precision.BF16).secondsPerFlop(Fixtures.H100);
    double expansion = 61 * 2.0 * 512 * 128 * (128 + 128) * context * perFlop;
    same(expansion, (2 * byTwo - byFour) * 1e-12);
  }

  /**
   * 80 layers, 16 heads and 2 KV heads of 2 · 128 numbers on each of 4 ranks. Fitted on H100
   * (kernel-fits.yaml, aiconfigurator @095f58a): what the curve says of bandwidth, time per query
   * head, and the ramp, which is paid in full when each layer has read what its time at peak
   * bandwidth allows.
   */
  @Test
  void groupedDecodeReadsItsCacheAtTheFittedBandwidth() {
    ShardingPlan plan = new ShardingPlan(4, 1, 1, 1, 4, 1);
    double numbers = 80 * 2 * 256;
    CompiledStepPrice bf16 = llama(Precision.BF16, plan);
    follows(Precision.BF16, numbers * 2, bf16);
    follows(Precision.FP8, numbers, llama(Precision.FP8, plan));
  }

  private static void follows(Precision cache, double bytesPerToken, CompiledStepPrice price) {
    DecodeAttentionCurve curve = GpuKernels.of(Fixtures.H100).groupedDecode(cache);
    double reading = bytesPerToken / (curve.memoryEfficiency() * 3.35);
    long ramped = Math.round(curve.rampBytes(Fixtures.H100) / (bytesPerToken / 80));
    assertTrue(ramped > 1000, "the ramp ends after a thousand tokens of context: " + ramped);
    same(reading, (double) price.decodeSlopePicos(64, 10 * ramped));
    same(80 * 16 * curve.secondsPerSequenceHead() * 1e12, (double) price.decodePicos(1, 0));
    double ramp = 80 * curve.rampSeconds() * 1e12;
    same(
        ramp + ramped * reading + (double) price.decodePicos(64, 0),
        (double) price.decodePicos(64, ramped));
    assertEquals(ramped, price.decodeBendTokens(64, 1000));
  }

  /**
   * 61 layers of 512 + 64 numbers a token, 128 heads on every rank, of 3.35 TB/s and 989.4 TFLOP/s
   * what the fitted curves say (kernel-fits.yaml).
   */
  @Test
  void latentDecodeTakesASmoothMaximumOfReadingAndArithmetic() {
    ShardingPlan plan = new ShardingPlan(1, 1, 8, 8, 1, 1);
    double flops = 2 * 128 * (2 * 512 + 64);
    for (Precision cache : new Precision[] {Precision.BF16, Precision.FP8}) {
      DecodeAttentionCurve curve = GpuKernels.of(Fixtures.H100).latentDecode(cache);
      double reading = 576 * cache.bytesPerElement() / (curve.memoryEfficiency() * 3.35);
      double arithmetic = flops / (curve.computeEfficiency() * 989.4);
      CompiledStepPrice price = price(Fixtures.DEEPSEEK_V3, WeightRecipe.FP8, cache, plan);
      same(
          61 * smooth(reading, arithmetic, curve.sharpness()),
          (double) price.decodeSlopePicos(64, 64_000));
      same(61 * 128 * curve.secondsPerSequenceHead() * 1e12, (double) price.decodePicos(1, 0));
    }
  }

  private static double smooth(double one, double other, double sharpness) {
    return Math.pow(Math.pow(one, sharpness) + Math.pow(other, sharpness), 1 / sharpness);
  }
}
