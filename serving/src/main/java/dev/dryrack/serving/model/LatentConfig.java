package dev.dryrack.serving.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Configurations of models with latent attention or its compressed successor: DeepSeek-V2 to V4,
 * Kimi K2, GLM-5.
 */
final class LatentConfig {

  private LatentConfig() {}

  /** DeepSeek-V3 and Kimi K2. */
  static void deepSeekV3(ConfigFields config, LayerStack stack) {
    TokenMixer mixer = ConfigParts.latent(config, false, null);
    GroupedQueryConfig.addDenseFirst(
        config, stack, mixer, experts(config, true), "intermediate_size");
  }

  /** DeepSeek-V2: as V3, with an unbiased router. */
  static void deepSeekV2(ConfigFields config, LayerStack stack) {
    TokenMixer mixer = ConfigParts.latent(config, false, null);
    GroupedQueryConfig.addDenseFirst(
        config, stack, mixer, experts(config, false), "intermediate_size");
  }

  /** DeepSeek-V3.2 and GLM-5: a sparse indexer, in every layer or shared by some. */
  static void sparse(ConfigFields config, LayerStack stack) {
    int layers = config.layers("num_hidden_layers");
    List<String> types = config.texts("indexer_types");
    if (config.has("indexer_types")) {
      ConfigParts.checkLength(config, "indexer_types", types.size(), layers);
    }
    List<TokenMixer> mixers = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      String type = layer < types.size() ? types.get(layer) : "full";
      if (!type.equals("full") && !type.equals("shared")) {
        config.refuse("indexer_types", "has '" + type + "'; each must be full or shared");
      }
      mixers.add(ConfigParts.latent(config, false, indexer(config, type.equals("full"))));
    }
    FeedForward experts = experts(config, true);
    int denseFirst = config.layersOrNone("first_k_dense_replace");
    for (int layer = 0; layer < layers; layer++) {
      FeedForward ffn =
          layer < denseFirst ? new DenseFeedForward(config.width("intermediate_size"), 3) : experts;
      stack.add(mixers.get(layer), ffn);
    }
  }

  /** DeepSeek-V4: the compression ratio of each layer, experts everywhere, hyper-connections. */
  static void deepSeekV4(ConfigFields config, LayerStack stack) {
    int layers = config.layers("num_hidden_layers");
    List<Integer> ratios = config.integers("compress_ratios", 0, 1 << 16);
    if (ratios.size() < layers) {
      config.refuse(
          "compress_ratios",
          "has " + ratios.size() + " entries; give one for each of the " + layers + " layers");
    }
    FeedForward experts = experts(config, true);
    long extra = hyperConnectionParams(config);
    for (int layer = 0; layer < Math.min(layers, ratios.size()); layer++) {
      stack.add(compressed(config, ratios.get(layer)), experts, extra);
    }
  }

  /** CSA (ratio 4) selects among its vectors; HCA (larger ratios) reads all. */
  private static TokenMixer compressed(ConfigFields config, int ratio) {
    return new CompressedAttention(
        config.width("num_attention_heads"),
        config.width("head_dim"),
        config.width("q_lora_rank"),
        config.width("o_groups"),
        config.width("o_lora_rank"),
        ratio,
        config.width("sliding_window"),
        ratio > 0 && ratio <= 4 ? indexer(config, true) : null);
  }

  /**
   * Manifold-constrained hyper-connections around both halves of a layer: from {@code n} residual
   * streams together to {@code n² + 2n} mixing weights. Approximate: norms and biases left out.
   */
  private static long hyperConnectionParams(ConfigFields config) {
    long streams = config.has("hc_mult") ? config.integer("hc_mult", 1, 64) : 1;
    if (streams == 1) {
      return 0;
    }
    return 2 * streams * config.width("hidden_size") * (streams * streams + 2 * streams);
  }

  private static @Nullable SparseIndexer indexer(ConfigFields config, boolean ownsWeights) {
    return new SparseIndexer(
        config.width("index_n_heads"),
        config.width("index_head_dim"),
        config.integer("index_topk", 1, 1 << 30),
        ownsWeights);
  }

  private static ExpertFeedForward experts(ConfigFields config, boolean routerBias) {
    String width = "moe_intermediate_size";
    int shared = ConfigParts.sharedWidth(config, "n_shared_experts", width);
    return ConfigParts.experts(
        config,
        "n_routed_experts",
        "num_experts_per_tok",
        width,
        shared,
        3,
        0,
        routerBias,
        false,
        false);
  }
}
