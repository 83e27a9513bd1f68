package dev.dryrack.serving.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of layers that several families of configurations spell alike. */
final class ConfigParts {

  private ConfigParts() {}

  /** Key-value heads: as many as query heads unless given; they must divide them. */
  static int kvHeads(ConfigFields config, int heads) {
    int kvHeads = config.width("num_key_value_heads", heads);
    if (heads % kvHeads != 0) {
      config.refuse(
          "num_key_value_heads",
          "is " + kvHeads + "; it must divide the " + heads + " of num_attention_heads");
    }
    return kvHeads;
  }

  /** Width of a head: the hidden size over the heads unless given. */
  static int headDim(ConfigFields config, int heads) {
    return config.has("head_dim")
        ? config.width("head_dim")
        : Math.max(1, config.width("hidden_size") / heads);
  }

  /** Latent attention; queries are projected directly where {@code q_lora_rank} is absent. */
  static LatentAttention latent(
      ConfigFields config, boolean outputGate, @Nullable SparseIndexer indexer) {
    return new LatentAttention(
        config.width("num_attention_heads"),
        config.widthOrNone("q_lora_rank"),
        config.width("kv_lora_rank"),
        config.width("qk_nope_head_dim"),
        config.width("qk_rope_head_dim"),
        config.width("v_head_dim"),
        outputGate,
        indexer);
  }

  /** A mixture of experts; a token cannot visit more experts than there are. */
  static ExpertFeedForward experts(
      ConfigFields config,
      String count,
      String topK,
      String width,
      int sharedWidth,
      int matrices,
      int latentSize,
      boolean routerBias,
      boolean expertBias,
      boolean sharedGate) {
    int experts = config.experts(count);
    int visited = config.experts(topK);
    if (visited > experts) {
      config.refuse(topK, "is " + visited + "; it must be at most the " + experts + " of " + count);
    }
    return new ExpertFeedForward(
        experts,
        visited,
        config.width(width),
        sharedWidth,
        matrices,
        latentSize,
        routerBias,
        expertBias,
        sharedGate);
  }

  /** The width of {@code count} shared experts together, 0 if there are none. */
  static int sharedWidth(ConfigFields config, String count, String width) {
    int shared = config.widthOrNone(count);
    if (shared == 0) {
      return 0;
    }
    long together = (long) shared * config.width(width);
    if (together > ConfigFields.MAX_WIDTH) {
      config.refuse(
          count, "makes shared experts " + together + " wide; at most " + ConfigFields.MAX_WIDTH);
      return 0;
    }
    return (int) together;
  }

  /** For each layer whether a pattern of 0 and 1 marks it; the pattern must name every layer. */
  static List<Integer> pattern(ConfigFields config, String key, int layers, int max) {
    List<Integer> pattern = config.integers(key, 0, max);
    checkLength(config, key, pattern.size(), layers);
    return pattern;
  }

  /** Refuses a list that does not name every layer. */
  static boolean checkLength(ConfigFields config, String key, int entries, int layers) {
    if (entries != layers) {
      config.refuse(
          key, "has " + entries + " entries; give one for each of the " + layers + " layers");
    }
    return entries == layers;
  }
}
