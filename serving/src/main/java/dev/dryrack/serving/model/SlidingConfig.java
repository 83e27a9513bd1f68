package dev.dryrack.serving.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Configurations of models that attend to a window in some layers and to everything in others:
 * gpt-oss, MiMo-V2-Flash, Llama 4.
 */
final class SlidingConfig {

  private SlidingConfig() {}

  /** gpt-oss: biases everywhere, an attention sink per head, windows in every other layer. */
  static void gptOss(ConfigFields config, LayerStack stack) {
    int heads = config.width("num_attention_heads");
    int kvHeads = ConfigParts.kvHeads(config, heads);
    int dim = ConfigParts.headDim(config, heads);
    long small = (long) (heads + 2 * kvHeads) * dim + config.width("hidden_size") + heads;
    int window = window(config, "sliding_window");
    TokenMixer full = new GroupedQueryAttention(heads, kvHeads, dim, dim, false, 0, small, null);
    TokenMixer slid =
        new GroupedQueryAttention(heads, kvHeads, dim, dim, false, window, small, null);
    String count = config.spelling("num_local_experts", "num_experts");
    String topK = config.spelling("num_experts_per_tok", "experts_per_token");
    FeedForward experts =
        ConfigParts.experts(config, count, topK, "intermediate_size", 0, 3, 0, true, true, false);
    int layers = config.layers("num_hidden_layers");
    List<Boolean> windowed = windowedByType(config, layers, 2);
    for (int layer = 0; layer < layers; layer++) {
      stack.add(windowed.get(layer) ? slid : full, experts);
    }
  }

  /** MiMo-V2-Flash: heads of other sizes in windowed layers, first layer dense. */
  static void mimoV2(ConfigFields config, LayerStack stack) {
    int layers = config.layers("num_hidden_layers");
    TokenMixer full =
        attention(
            config, "num_attention_heads", "num_key_value_heads", "head_dim", "v_head_dim", 0);
    TokenMixer slid =
        attention(
            config,
            config.spelling("swa_num_attention_heads", "num_attention_heads"),
            "swa_num_key_value_heads",
            "swa_head_dim",
            "swa_v_head_dim",
            window(config, config.spelling("sliding_window", "sliding_window_size")));
    FeedForward experts =
        ConfigParts.experts(
            config,
            "n_routed_experts",
            "num_experts_per_tok",
            "moe_intermediate_size",
            ConfigParts.sharedWidth(config, "n_shared_experts", "moe_intermediate_size"),
            3,
            0,
            false,
            false,
            false);
    FeedForward dense = new DenseFeedForward(config.width("intermediate_size"), 3);
    List<Integer> windowed = ConfigParts.pattern(config, "hybrid_layer_pattern", layers, 1);
    List<Integer> expertLayers = List.of();
    if (config.has("moe_layer_freq")) {
      expertLayers = ConfigParts.pattern(config, "moe_layer_freq", layers, 1);
    }
    for (int layer = 0; layer < Math.min(layers, windowed.size()); layer++) {
      boolean sparse = layer < expertLayers.size() ? expertLayers.get(layer) == 1 : layer > 0;
      stack.add(windowed.get(layer) == 1 ? slid : full, sparse ? experts : dense);
    }
  }

  /** Llama 4: chunks of the context in three of four layers, experts in every n-th layer. */
  static void llama4(ConfigFields config, LayerStack stack) {
    int heads = config.width("num_attention_heads");
    int kvHeads = ConfigParts.kvHeads(config, heads);
    int dim = ConfigParts.headDim(config, heads);
    int chunk = window(config, "attention_chunk_size");
    TokenMixer full = new GroupedQueryAttention(heads, kvHeads, dim);
    TokenMixer chunked = new GroupedQueryAttention(heads, kvHeads, dim, dim, false, chunk, 0, null);
    int width = config.width("intermediate_size");
    FeedForward experts =
        ConfigParts.experts(
            config,
            "num_local_experts",
            "num_experts_per_tok",
            "intermediate_size",
            width,
            3,
            0,
            false,
            false,
            false);
    FeedForward dense = new DenseFeedForward(config.width("intermediate_size_mlp"), 3);
    int layers = config.layers("num_hidden_layers");
    int step = config.layers("interleave_moe_layer_step");
    List<Integer> expertLayers = config.integers("moe_layers", 0, 1 << 12);
    List<Boolean> windowed = windowedByType(config, layers, 4);
    for (int layer = 0; layer < layers; layer++) {
      boolean sparse =
          expertLayers.isEmpty() ? (layer + 1) % step == 0 : expertLayers.contains(layer);
      stack.add(windowed.get(layer) ? chunked : full, sparse ? experts : dense);
    }
  }

  /**
   * Which layers are windowed: by {@code layer_types}, or else all but every {@code interval}-th.
   */
  private static List<Boolean> windowedByType(ConfigFields config, int layers, int interval) {
    List<String> types = config.texts("layer_types");
    if (!types.isEmpty()) {
      ConfigParts.checkLength(config, "layer_types", types.size(), layers);
    }
    List<Boolean> windowed = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      String type = layer < types.size() ? types.get(layer) : "";
      windowed.add(
          switch (type) {
            case "sliding_attention", "chunked_attention" -> true;
            case "full_attention" -> false;
            case "" -> (layer + 1) % interval != 0;
            default -> {
              config.refuse(
                  "layer_types",
                  "has '"
                      + type
                      + "'; known: full_attention, sliding_attention,"
                      + " chunked_attention");
              yield false;
            }
          });
    }
    return windowed;
  }

  private static int window(ConfigFields config, String key) {
    return config.integer(key, 1, 1 << 30);
  }

  private static TokenMixer attention(
      ConfigFields config,
      String heads,
      String kvHeads,
      String keyDim,
      String valueDim,
      int window) {
    return new GroupedQueryAttention(
        config.width(heads),
        config.width(kvHeads),
        config.width(keyDim),
        config.width(valueDim),
        false,
        window,
        0,
        null);
  }
}
