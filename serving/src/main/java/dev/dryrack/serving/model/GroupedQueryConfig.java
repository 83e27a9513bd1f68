package dev.dryrack.serving.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Configurations of models with grouped-query attention in every layer: Llama, Mistral, Qwen2 and
 * Qwen3 (dense); Mixtral, Qwen3-MoE, GLM-4.5, MiniMax M2 and M3 (experts).
 */
final class GroupedQueryConfig {

  /** Which projections have biases where a model has biases. */
  private enum Bias {
    NONE,
    QUERY_KEY_VALUE,
    ALL
  }

  private GroupedQueryConfig() {}

  static void llama(ConfigFields config, LayerStack stack) {
    Bias bias = config.flag("attention_bias", false) ? Bias.ALL : Bias.NONE;
    addUniform(config, stack, attention(config, bias, false, 0, null), dense(config));
  }

  static void mistral(ConfigFields config, LayerStack stack) {
    TokenMixer mixer = attention(config, Bias.NONE, false, window(config), null);
    addUniform(config, stack, mixer, dense(config));
  }

  /** Qwen2: query, key and value biases; the window, if used, from a given layer on. */
  static void qwen2(ConfigFields config, LayerStack stack) {
    TokenMixer full = attention(config, Bias.QUERY_KEY_VALUE, false, 0, null);
    TokenMixer slid = full;
    int layers = config.layers("num_hidden_layers");
    int firstWindowed = layers;
    if (config.flag("use_sliding_window", false)) {
      slid = attention(config, Bias.QUERY_KEY_VALUE, false, window(config), null);
      firstWindowed = config.layersOrNone("max_window_layers");
    }
    FeedForward ffn = dense(config);
    for (int layer = 0; layer < layers; layer++) {
      stack.add(layer < firstWindowed ? full : slid, ffn);
    }
  }

  static void qwen3(ConfigFields config, LayerStack stack) {
    Bias bias = config.flag("attention_bias", false) ? Bias.ALL : Bias.NONE;
    addUniform(config, stack, attention(config, bias, true, 0, null), dense(config));
  }

  static void mixtral(ConfigFields config, LayerStack stack) {
    FeedForward experts = experts(config, "num_local_experts", "intermediate_size", 0, false);
    TokenMixer mixer = attention(config, Bias.NONE, false, window(config), null);
    addUniform(config, stack, mixer, experts);
  }

  /** Qwen3-MoE: every layer has experts, but for those named and a sparse step. */
  static void qwen3Moe(ConfigFields config, LayerStack stack) {
    Bias bias = config.flag("attention_bias", false) ? Bias.ALL : Bias.NONE;
    TokenMixer mixer = attention(config, bias, true, 0, null);
    int shared = config.widthOrNone("shared_expert_intermediate_size");
    FeedForward experts = experts(config, "num_experts", "moe_intermediate_size", shared, false);
    int step = config.has("decoder_sparse_step") ? config.layers("decoder_sparse_step") : 1;
    List<Integer> denseLayers = config.integers("mlp_only_layers", 0, 1 << 12);
    int layers = config.layers("num_hidden_layers");
    for (int layer = 0; layer < layers; layer++) {
      boolean sparse = (layer + 1) % step == 0 && !denseLayers.contains(layer);
      stack.add(mixer, sparse ? experts : dense(config));
    }
  }

  /** GLM-4.5 to 4.7: query, key and value biases, optional head norms, first layers dense. */
  static void glm4Moe(ConfigFields config, LayerStack stack) {
    Bias bias = config.flag("attention_bias", false) ? Bias.QUERY_KEY_VALUE : Bias.NONE;
    boolean norms = config.flag("use_qk_norm", true);
    TokenMixer mixer = attention(config, bias, norms, 0, null);
    int shared = ConfigParts.sharedWidth(config, "n_shared_experts", "moe_intermediate_size");
    FeedForward experts =
        experts(config, "n_routed_experts", "moe_intermediate_size", shared, true);
    addDenseFirst(config, stack, mixer, experts, "intermediate_size");
  }

  /** MiniMax M2: queries and keys are normed over all heads (qk_norm_type "per_layer"). */
  static void miniMaxM2(ConfigFields config, LayerStack stack) {
    GroupedQueryAttention plain = attention(config, Bias.NONE, true, 0, null);
    TokenMixer mixer =
        new GroupedQueryAttention(
            plain.heads(),
            plain.kvHeads(),
            plain.keyDim(),
            plain.valueDim(),
            plain.outputGate(),
            plain.window(),
            plain.smallParams(),
            plain.indexer(),
            true);
    int shared = config.widthOrNone("shared_intermediate_size");
    FeedForward experts = experts(config, "num_local_experts", "intermediate_size", shared, false);
    addUniform(config, stack, mixer, experts);
  }

  /** MiniMax M3: block-sparse attention in most layers, first layers dense. */
  static void miniMaxM3(ConfigFields config, LayerStack stack) {
    TokenMixer full = attention(config, Bias.NONE, true, 0, null);
    TokenMixer sparse = full;
    int layers = config.layers("num_hidden_layers");
    List<Integer> pattern = List.of();
    ConfigFields selection = config.map("sparse_attention_config");
    if (selection != null) {
      sparse = attention(config, Bias.NONE, true, 0, blockIndexer(selection));
      pattern = ConfigParts.pattern(selection, "sparse_attention_freq", layers, 1);
    }
    String width = config.spelling("moe_intermediate_size", "intermediate_size");
    int shared = config.widthOrNone("shared_intermediate_size");
    FeedForward experts = experts(config, "num_local_experts", width, shared, false);
    List<Integer> expertLayers = List.of();
    if (config.isList("moe_layer_freq")) {
      expertLayers = ConfigParts.pattern(config, "moe_layer_freq", layers, 1);
    }
    int denseFirst = config.layersOrNone("first_k_dense_replace");
    String denseWidth = config.spelling("dense_intermediate_size", "intermediate_size");
    for (int layer = 0; layer < layers; layer++) {
      boolean selects = layer < pattern.size() && pattern.get(layer) == 1;
      boolean isDense =
          layer < expertLayers.size() ? expertLayers.get(layer) == 0 : layer < denseFirst;
      FeedForward ffn = isDense ? new DenseFeedForward(config.width(denseWidth), 3) : experts;
      stack.add(selects ? sparse : full, ffn);
    }
  }

  private static SparseIndexer blockIndexer(ConfigFields selection) {
    int blocks = selection.integer("sparse_topk_blocks", 1, 1 << 14);
    int blockTokens = selection.integer("sparse_block_size", 1, 1 << 14);
    return new SparseIndexer(
        selection.width("sparse_num_index_heads"),
        selection.width("sparse_index_dim"),
        blocks * blockTokens,
        true);
  }

  private static FeedForward dense(ConfigFields config) {
    if (config.flag("mlp_bias", false)) {
      config.refuse("mlp_bias", "is true; feed-forward biases are not modelled, set it to false");
    }
    return new DenseFeedForward(config.width("intermediate_size"), 3);
  }

  private static int window(ConfigFields config) {
    return config.has("sliding_window") ? config.integer("sliding_window", 1, 1 << 30) : 0;
  }

  private static FeedForward experts(
      ConfigFields config, String count, String width, int sharedWidth, boolean routerBias) {
    boolean gated = sharedWidth > 0 && config.has("shared_expert_intermediate_size");
    return ConfigParts.experts(
        config, count, "num_experts_per_tok", width, sharedWidth, 3, 0, routerBias, false, gated);
  }

  private static void addUniform(
      ConfigFields config, LayerStack stack, TokenMixer mixer, FeedForward ffn) {
    int layers = config.layers("num_hidden_layers");
    for (int layer = 0; layer < layers; layer++) {
      stack.add(mixer, ffn);
    }
  }

  /** Layers of which the first {@code first_k_dense_replace} have no experts. */
  static void addDenseFirst(
      ConfigFields config,
      LayerStack stack,
      TokenMixer mixer,
      FeedForward experts,
      String denseWidth) {
    int layers = config.layers("num_hidden_layers");
    int denseFirst = config.layersOrNone("first_k_dense_replace");
    for (int layer = 0; layer < layers; layer++) {
      FeedForward ffn =
          layer < denseFirst ? new DenseFeedForward(config.width(denseWidth), 3) : experts;
      stack.add(mixer, ffn);
    }
  }

  private static GroupedQueryAttention attention(
      ConfigFields config,
      Bias bias,
      boolean headNorms,
      int window,
      @Nullable SparseIndexer indexer) {
    int heads = config.width("num_attention_heads");
    int kvHeads = ConfigParts.kvHeads(config, heads);
    int dim = ConfigParts.headDim(config, heads);
    long small = headNorms ? 2L * dim : 0;
    if (bias != Bias.NONE) {
      small += (long) (heads + 2 * kvHeads) * dim;
    }
    if (bias == Bias.ALL) {
      small += config.width("hidden_size");
    }
    return new GroupedQueryAttention(heads, kvHeads, dim, dim, false, window, small, indexer);
  }
}
