package dev.dryrack.serving.model;

import dev.dryrack.serving.model.ParametricInputs.Attention;
import java.util.List;
import java.util.Locale;

/**
 * The dimensions that the rule of {@link ParametricModel} chooses.
 *
 * @param hiddenSize width of the residual stream
 * @param depth layers
 * @param vocabularySize rows of the embedding table
 * @param mixer attention of every layer
 */
record ParametricShape(int hiddenSize, int depth, int vocabularySize, TokenMixer mixer) {

  private static final double ANCHOR_EXPERT_PARAMS = 1.03e12; // Kimi K2
  private static final double ANCHOR_DENSE_PARAMS = 70e9; // Llama 3.1 70B
  private static final int VOCABULARY = 163_840; // Kimi K2
  private static final int EXPERT_STEP = 72; // divides evenly over an NVL72
  private static final int MIN_ACTIVE_EXPERTS = 6;
  private static final int MAX_EXPERTS = 1 << 14;
  private static final int DEFAULT_TOP_K = 8;

  static ParametricShape of(ParametricInputs inputs, List<String> choices) {
    boolean dense = inputs.isDense();
    double growth = inputs.params() / (dense ? ANCHOR_DENSE_PARAMS : ANCHOR_EXPERT_PARAMS);
    double width = dense ? 8192 * StrictMath.pow(growth, 0.4) : 7168 * StrictMath.pow(growth, 0.25);
    double depth = dense ? 80 * StrictMath.pow(growth, 0.26) : 61 * StrictMath.pow(growth, 0.2);
    int hidden = choose("hidden", inputs.hiddenSize(), nearest(width, 1024), choices);
    int layers = choose("layers", inputs.layers(), Math.max(2, nearest(depth, 1)), choices);
    int vocabulary = choose("vocabulary", inputs.vocabularySize(), VOCABULARY, choices);
    TokenMixer mixer = attention(inputs, hidden, choices);
    return new ParametricShape(hidden, layers, vocabulary, mixer);
  }

  private static TokenMixer attention(ParametricInputs inputs, int d, List<String> choices) {
    boolean latent =
        inputs.attention() == Attention.MLA
            || (inputs.attention() == Attention.AUTO && !inputs.isDense());
    if (!latent) {
      int heads = inputs.isDense() ? Math.max(1, d / 128) : latentHeads(d);
      int kvHeads = heads % 8 == 0 ? 8 : heads;
      choices.add("attention: GQA, " + heads + " heads of 128, " + kvHeads + " key-value heads");
      return new GroupedQueryAttention(heads, kvHeads, 128);
    }
    int heads = latentHeads(d);
    int queryRank = d >= 12288 ? 2048 : Math.min(1536, nearest(d / 4.0, 128));
    choices.add("attention: MLA, " + heads + " heads of 128, latents " + queryRank + " and 512+64");
    return new LatentAttention(heads, queryRank, 512, 128, 64, 128, false, null);
  }

  /** As in Kimi K2 (64 at 7168), then 96 from 8192 and 128 from 10240 on. */
  private static int latentHeads(int d) {
    if (d >= 8192) {
      return d >= 10240 ? 128 : 96;
    }
    return Math.min(64, nearest(d / 112.0, 8));
  }

  /** The layers, with experts or a dense network as wide as the parameters asked for need. */
  List<LayerGroup> layers(ParametricInputs inputs, List<String> choices) {
    long d = hiddenSize;
    long norms = (2L * depth + 1) * d;
    long fixed = 2L * vocabularySize * d + depth * mixer.params(hiddenSize) + norms;
    if (inputs.isDense()) {
      double width = (inputs.params() - fixed) / (3.0 * d * depth);
      int inner = solvedWidth("feed-forward", width, fixed, choices);
      return List.of(new LayerGroup(depth, mixer, new DenseFeedForward(inner, 3), 0));
    }
    DenseFeedForward first = new DenseFeedForward((int) Math.min(3 * d, ConfigFields.MAX_WIDTH), 3);
    fixed += first.params(hiddenSize);
    ExpertFeedForward experts = experts(inputs, fixed, choices);
    return List.of(
        new LayerGroup(1, mixer, first, 0), new LayerGroup(depth - 1, mixer, experts, 0));
  }

  private ExpertFeedForward experts(ParametricInputs inputs, long fixed, List<String> choices) {
    double d = hiddenSize;
    double perLayer = (double) (inputs.params() - fixed) / (depth - 1);
    int count = inputs.experts();
    if (count == 0) {
      count = nearest(perLayer / (3 * d * nearest(d / 3, 64)), EXPERT_STEP);
      while (topK(inputs, fixed, perLayer, count) < MIN_ACTIVE_EXPERTS
          && inputs.topK() == 0
          && 2 * count <= MAX_EXPERTS
          && expertWidth(perLayer, 2 * count) >= 512) {
        count *= 2;
      }
    }
    int width = solvedWidth("expert", expertWidth(perLayer, count), fixed, choices);
    int topK =
        Math.min(count, inputs.topK() > 0 ? inputs.topK() : topK(inputs, fixed, perLayer, count));
    choose("experts", inputs.experts(), count, choices);
    choose("active experts", inputs.topK(), topK, choices);
    return new ExpertFeedForward(count, topK, width, width);
  }

  /** Inner width at which one layer's routed and shared experts and router have the parameters. */
  private double expertWidth(double perLayerParams, int experts) {
    double router = (hiddenSize + 1.0) * experts;
    return (perLayerParams - router) / (3.0 * hiddenSize * (experts + 1));
  }

  private int topK(ParametricInputs inputs, long fixed, double perLayer, int experts) {
    if (inputs.activeParams() == 0) {
      return DEFAULT_TOP_K;
    }
    double perExpert = 3.0 * hiddenSize * expertWidth(perLayer, experts) * (depth - 1);
    double router = (hiddenSize + 1.0) * experts * (depth - 1);
    double always = fixed - (double) vocabularySize * hiddenSize + perExpert + router;
    return Math.max(1, nearest((inputs.activeParams() - always) / perExpert, 1));
  }

  private int solvedWidth(String what, double width, long fixed, List<String> choices) {
    int step = width >= 512 ? 128 : 16;
    if (!(width >= step / 2.0)) {
      throw new IllegalArgumentException(
          "params are too few: embeddings, attention and the first layer alone take "
              + fixed
              + "; give a smaller hidden, layers, experts or vocab");
    }
    if (width > ConfigFields.MAX_WIDTH) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the %s width would be %.0f; give a larger hidden, layers or experts",
              what,
              width));
    }
    int rounded = nearest(width, step);
    choices.add(
        what + " width: " + rounded + " (solved for the parameters, in steps of " + step + ")");
    return rounded;
  }

  private static int choose(String name, int given, int chosen, List<String> choices) {
    choices.add(name + ": " + (given > 0 ? given + " (given)" : chosen + " (by the rule)"));
    return given > 0 ? given : chosen;
  }

  /** The nearest positive multiple of a step. */
  private static int nearest(double value, int step) {
    double multiple = Math.max(1, Math.rint(value / step)) * step;
    return (int) Math.min(1 << 30, multiple);
  }
}
