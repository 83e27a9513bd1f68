package dev.dryrack.serving.cost;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.LinkSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.model.DenseFeedForward;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.LatentAttention;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.TokenMixer;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;
import java.util.Map;

/** Two systems and two models typed in by hand, so that these tests need no catalogue. */
final class Fixtures {

  static final GpuSpec H100 =
      new GpuSpec(
          "h100-sxm",
          "H100 SXM5",
          "Hopper",
          989.4e12,
          1978.9e12,
          0,
          80,
          81_559L << 20,
          3.35e12,
          50L << 20,
          132,
          1.83e9,
          64e9,
          700,
          Map.of());

  static final GpuSpec GB200 =
      new GpuSpec(
          "gb200",
          "GB200",
          "Blackwell",
          2.5e15,
          5e15,
          10e15,
          186,
          189_471L << 20,
          8e12,
          126L << 20,
          152,
          2.062e9,
          225e9,
          1200,
          Map.of());

  static final SystemSpec H100_SYSTEM =
      new SystemSpec(
          "h100",
          List.of(),
          "DGX H100",
          H100,
          8,
          8,
          8,
          4096,
          new LinkSpec("nvlink4", 450e9, 1e-6, true, "NVIDIA"),
          new LinkSpec("ib-ndr400", 50e9, 3e-6, true, "NVIDIA"),
          256e9,
          10_200,
          8,
          List.of(),
          Map.of());

  static final SystemSpec NVL72 =
      new SystemSpec(
          "gb200-nvl72",
          List.of(),
          "GB200 NVL72",
          GB200,
          4,
          72,
          72,
          576,
          new LinkSpec("nvlink5", 900e9, 1e-6, true, "NVIDIA"),
          new LinkSpec("ib-ndr400", 50e9, 3e-6, true, "NVIDIA"),
          240e9,
          120_000,
          72,
          List.of(),
          Map.of());

  static final ModelArchitecture LLAMA_70B =
      model(
          "llama-3.1-70b",
          8192,
          128_256,
          new LayerGroup(
              80, new GroupedQueryAttention(64, 8, 128), new DenseFeedForward(28_672, 3), 0));

  private static final TokenMixer DEEPSEEK_MIXER =
      new LatentAttention(128, 1536, 512, 128, 64, 128, false, null);

  static final ModelArchitecture DEEPSEEK_V3 =
      model(
          "deepseek-v3",
          7168,
          129_280,
          new LayerGroup(3, DEEPSEEK_MIXER, new DenseFeedForward(18_432, 3), 0),
          new LayerGroup(58, DEEPSEEK_MIXER, new ExpertFeedForward(256, 8, 2048, 2048), 0));

  static final EngineLimits LIMITS = new EngineLimits(1024, 8192, 0, 16, 0.9, 32_768);

  private Fixtures() {}

  static ModelArchitecture model(String id, int hidden, int vocabulary, LayerGroup... layers) {
    return new ModelArchitecture(
        id,
        id,
        ModelArchitecture.Origin.PUBLISHED,
        hidden,
        vocabulary,
        false,
        131_072,
        List.of(layers),
        0,
        null,
        "config.json",
        "");
  }

  static Deployment deployment(
      ModelArchitecture model, WeightRecipe weights, ShardingPlan plan, SystemSpec system) {
    return new Deployment(model, weights, Precision.BF16, plan, new Cluster(system, plan.gpus()));
  }

  /** Llama-3.1-70B in BF16, tensor-parallel in one DGX H100. */
  static Deployment llama(int tp) {
    return deployment(
        LLAMA_70B, WeightRecipe.BF16, new ShardingPlan(tp, 1, 1, 1, tp, 1), H100_SYSTEM);
  }

  /** DeepSeek-V3 in FP8, attention-DP and expert parallelism over so many H100. */
  static Deployment deepSeek(int gpus) {
    return deployment(
        DEEPSEEK_V3, WeightRecipe.FP8, new ShardingPlan(1, 1, gpus, gpus, 1, 1), H100_SYSTEM);
  }

  static CompiledStepPrice price(Deployment deployment) {
    return new StepCostModel(deployment, LIMITS, CostSettings.DEFAULT).compile();
  }
}
