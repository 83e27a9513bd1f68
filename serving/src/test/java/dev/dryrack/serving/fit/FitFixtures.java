package dev.dryrack.serving.fit;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.LinkSpec;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.model.DenseFeedForward;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.LatentAttention;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.LinearAttention;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Architectures and systems with the few figures that memory depends on, so that these tests hold
 * whatever the catalogues say. Widths are those of the published configurations; 8t-a160b is
 * dryrack's hypothetical one.
 */
public final class FitFixtures {

  private static final long MEBIBYTE = 1L << 20;

  private FitFixtures() {}

  /** 92 layers of 12288, 576 experts of 4096, MLA with 128 heads: 7.96 T parameters. */
  public static ModelArchitecture eightTrillion() {
    LatentAttention mla = new LatentAttention(128, 2048, 512, 128, 64, 128, false, null);
    return model(
        "8t-a160b",
        12288,
        163840,
        1_048_576,
        null,
        new LayerGroup(1, mla, new DenseFeedForward(3 * 12288, 3), 0),
        new LayerGroup(
            91, mla, new ExpertFeedForward(576, 8, 4096, 4096, 3, 0, false, false, false), 0));
  }

  /** DeepSeek-V3: 61 layers of 7168, 256 experts of 2048, MLA with 128 heads. */
  public static ModelArchitecture deepSeekV3() {
    LatentAttention mla = new LatentAttention(128, 1536, 512, 128, 64, 128, false, null);
    return model(
        "deepseek-v3",
        7168,
        129280,
        163840,
        WeightRecipe.FP8,
        new LayerGroup(3, mla, new DenseFeedForward(18432, 3), 0),
        new LayerGroup(58, mla, new ExpertFeedForward(256, 8, 2048, 2048), 0));
  }

  /** Kimi K3: 93 layers of 7168, 24 of them gated MLA, 69 KDA; 896 experts of 3072 in 3584. */
  public static ModelArchitecture kimiK3() {
    LatentAttention mla = new LatentAttention(96, 1536, 512, 128, 64, 128, true, null);
    LinearAttention kda = LinearAttention.kimiDelta(7168, 96, 128, 4, true);
    ExpertFeedForward experts =
        new ExpertFeedForward(896, 16, 3072, 2 * 3072, 3, 3584, false, false, false);
    return model(
        "kimi-k3",
        7168,
        163840,
        1_048_576,
        WeightRecipe.MXFP4,
        new LayerGroup(1, kda, new DenseFeedForward(33792, 3), 0),
        new LayerGroup(68, kda, experts, 0),
        new LayerGroup(24, mla, experts, 0));
  }

  /** A Llama-like dense model. */
  public static ModelArchitecture dense(
      String id, int layers, int hidden, int heads, int kvHeads, int width, int vocabulary) {
    GroupedQueryAttention gqa = new GroupedQueryAttention(heads, kvHeads, 128);
    return model(
        id,
        hidden,
        vocabulary,
        131072,
        WeightRecipe.BF16,
        new LayerGroup(layers, gqa, new DenseFeedForward(width, 3), 0));
  }

  public static ModelArchitecture llama70b() {
    return dense("llama-3.1-70b", 80, 8192, 64, 8, 28672, 128256);
  }

  public static ModelArchitecture model(
      String id,
      int hidden,
      int vocabulary,
      int context,
      @Nullable WeightRecipe recipe,
      LayerGroup... layers) {
    return new ModelArchitecture(
        id,
        id,
        ModelArchitecture.Origin.PUBLISHED,
        hidden,
        vocabulary,
        false,
        context,
        List.of(layers),
        0,
        recipe,
        "test",
        "");
  }

  /** H100 SXM in nodes of 8: 81,559 MiB (nvidia-smi). */
  public static SystemSpec h100() {
    return system("h100", "Hopper", 0, 81_559 * MEBIBYTE, 8, 8);
  }

  /** H200 SXM in nodes of 8: 143,771 MiB (nvidia-smi). */
  public static SystemSpec h200() {
    return system("h200", "Hopper", 0, 143_771 * MEBIBYTE, 8, 8);
  }

  /** B200 in nodes of 8: 178.35 GiB (PyTorch device query, pytorch/ao PR 4002). */
  public static SystemSpec b200() {
    return system("b200", "Blackwell", 9e15, 182_630 * MEBIBYTE, 8, 8);
  }

  /** B300 in nodes of 8: 275,040 MiB (AIConfigurator system file). */
  public static SystemSpec b300() {
    return system("b300", "Blackwell", 14e15, 275_040 * MEBIBYTE, 8, 8);
  }

  /** GB200 in a domain of 72: 189,471 MiB (nvidia-smi). */
  public static SystemSpec gb200() {
    return system("gb200-nvl72", "Blackwell", 1e16, 189_471 * MEBIBYTE, 4, 72);
  }

  /** GB300 in a domain of 72: 284,208 MiB (nvidia-smi). */
  public static SystemSpec gb300() {
    return system("gb300-nvl72", "Blackwell", 1.5e16, 284_208 * MEBIBYTE, 4, 72);
  }

  private static SystemSpec system(
      String id, String architecture, double fp4, long memoryBytes, int node, int domain) {
    GpuSpec gpu =
        new GpuSpec(
            id, id, architecture, 1e15, 2e15, fp4, 0, memoryBytes, 4e12, 0, 132, 0, 0, 0, Map.of());
    LinkSpec up = new LinkSpec("nvlink", 450e9, 2e-6, true, "test");
    LinkSpec out = new LinkSpec("ib", 50e9, 5e-6, false, "test");
    return new SystemSpec(
        id, List.of(), id, gpu, node, domain, domain, 4608, up, out, 0, 0, 1, List.of(), Map.of());
  }

  public static Cluster cluster(SystemSpec system, int gpus) {
    return new Cluster(system, gpus);
  }

  /** Limits of a usual server, with blocks of 64 tokens. */
  public static EngineLimits limits(int maxModelLen) {
    return new EngineLimits(256, 8192, 0, 64, 0.9, maxModelLen);
  }
}
