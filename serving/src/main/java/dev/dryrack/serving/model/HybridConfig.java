package dev.dryrack.serving.model;

import java.util.List;

/**
 * Configurations of models that mix attention with recurrent layers: Kimi Linear and K3, Qwen3-Next
 * and Qwen3.5, Nemotron-H.
 */
final class HybridConfig {

  private HybridConfig() {}

  /** Kimi Linear and K3: layers counted from 1 in two lists, experts after the first layers. */
  static void kimiLinear(ConfigFields config, LayerStack stack) {
    int d = config.width("hidden_size");
    int layers = config.layers("num_hidden_layers");
    ConfigFields linear = config.map("linear_attn_config");
    if (linear == null) {
      config.refuse("linear_attn_config", "is missing; add the map that names the linear layers");
      return;
    }
    TokenMixer full = ConfigParts.latent(config, config.flag("mla_use_output_gate", false), null);
    TokenMixer delta =
        LinearAttention.kimiDelta(
            d,
            linear.width("num_heads"),
            linear.width("head_dim"),
            linear.integer("short_conv_kernel_size", 1, 64),
            linear.flag("use_full_rank_gate", false));
    List<Integer> fullLayers = linear.integers("full_attn_layers", 1, 1 << 12);
    List<Integer> deltaLayers = linear.integers("kda_layers", 1, 1 << 12);
    FeedForward experts = kimiExperts(config);
    int denseFirst = config.layersOrNone("first_k_dense_replace");
    for (int layer = 0; layer < layers; layer++) {
      boolean isFull = fullLayers.contains(layer + 1);
      if (isFull == deltaLayers.contains(layer + 1)) {
        linear.refuse(
            "full_attn_layers",
            "and kda_layers must name layer " + (layer + 1) + " once between them");
        return;
      }
      FeedForward ffn =
          layer < denseFirst ? new DenseFeedForward(config.width("intermediate_size"), 3) : experts;
      stack.add(isFull ? full : delta, ffn);
    }
  }

  private static FeedForward kimiExperts(ConfigFields config) {
    String width = "moe_intermediate_size";
    return ConfigParts.experts(
        config,
        "num_experts",
        config.spelling("num_experts_per_token", "num_experts_per_tok"),
        width,
        ConfigParts.sharedWidth(config, "num_shared_experts", width),
        3,
        config.widthOrNone("routed_expert_hidden_size"),
        true,
        false,
        false);
  }

  /** Qwen3-Next and Qwen3.5: Gated DeltaNet, and gated attention in every n-th layer. */
  static void qwen3Next(ConfigFields config, LayerStack stack) {
    int layers = config.layers("num_hidden_layers");
    int heads = config.width("num_attention_heads");
    int kvHeads = ConfigParts.kvHeads(config, heads);
    int dim = config.width("head_dim");
    boolean gate = config.flag("attn_output_gate", true);
    TokenMixer full = new GroupedQueryAttention(heads, kvHeads, dim, dim, gate, 0, 2L * dim, null);
    TokenMixer delta =
        LinearAttention.gatedDeltaNet(
            config.width("hidden_size"),
            config.width("linear_num_key_heads"),
            config.width("linear_num_value_heads"),
            config.width("linear_key_head_dim"),
            config.width("linear_value_head_dim"),
            config.integer("linear_conv_kernel_dim", 1, 64));
    int shared = config.widthOrNone("shared_expert_intermediate_size");
    FeedForward experts =
        ConfigParts.experts(
            config,
            "num_experts",
            "num_experts_per_tok",
            "moe_intermediate_size",
            shared,
            3,
            0,
            false,
            false,
            shared > 0);
    List<String> types = config.texts("layer_types");
    if (!types.isEmpty()) {
      ConfigParts.checkLength(config, "layer_types", types.size(), layers);
    }
    int interval =
        config.has("full_attention_interval") ? config.layers("full_attention_interval") : 4;
    for (int layer = 0; layer < layers; layer++) {
      boolean isFull =
          layer < types.size()
              ? isFullAttention(config, types.get(layer))
              : (layer + 1) % interval == 0;
      stack.add(isFull ? full : delta, experts);
    }
  }

  private static boolean isFullAttention(ConfigFields config, String type) {
    if (!type.equals("full_attention") && !type.equals("linear_attention")) {
      config.refuse(
          "layer_types", "has '" + type + "'; each must be full_attention or linear_attention");
    }
    return type.equals("full_attention");
  }

  /** Nemotron-H: each layer is one block of Mamba-2, attention, experts or a dense network. */
  static void nemotronH(ConfigFields config, LayerStack stack) {
    String key = config.spelling("layers_block_type", "hybrid_override_pattern");
    List<String> blocks =
        config.has("layers_block_type")
            ? config.texts(key)
            : config.text(key, "").chars().mapToObj(Character::toString).toList();
    if (blocks.isEmpty() || blocks.size() > 1 << 12) {
      config.refuse(key, "must name the block of every layer, such as M, E, * or -");
      return;
    }
    if (config.has("num_hidden_layers")) {
      ConfigParts.checkLength(config, key, blocks.size(), config.layers("num_hidden_layers"));
    }
    for (String block : blocks) {
      switch (block) {
        case "M", "mamba" -> stack.add(mamba(config), null);
        case "*", "attention" -> stack.add(nemotronAttention(config), null);
        case "E", "moe" -> stack.add(null, nemotronExperts(config));
        case "-", "mlp" ->
            stack.add(null, new DenseFeedForward(config.width("intermediate_size"), 2));
        default -> {
          config.refuse(
              key, "has '" + block + "'; known: M or mamba, E or moe, * or attention, - or mlp");
          return;
        }
      }
    }
  }

  private static TokenMixer mamba(ConfigFields config) {
    return LinearAttention.mamba2(
        config.width("hidden_size"),
        config.width("mamba_num_heads"),
        config.width("mamba_head_dim"),
        config.width("ssm_state_size"),
        config.width("n_groups"),
        config.integer("conv_kernel", 1, 64));
  }

  private static TokenMixer nemotronAttention(ConfigFields config) {
    int heads = config.width("num_attention_heads");
    return new GroupedQueryAttention(
        heads, ConfigParts.kvHeads(config, heads), ConfigParts.headDim(config, heads));
  }

  private static FeedForward nemotronExperts(ConfigFields config) {
    return ConfigParts.experts(
        config,
        "n_routed_experts",
        "num_experts_per_tok",
        "moe_intermediate_size",
        ConfigParts.sharedWidth(config, "n_shared_experts", "moe_shared_expert_intermediate_size"),
        2,
        config.widthOrNone("moe_latent_size"),
        true,
        false,
        false);
  }
}
