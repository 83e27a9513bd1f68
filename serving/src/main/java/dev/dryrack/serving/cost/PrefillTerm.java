package dev.dryrack.serving.cost;

/**
 * Attention of one prompt chunk in one layer, beyond what any token costs.
 *
 * <p>{@code pairs · secondsPerPair · (1 + shortPromptTokens / length) + chunk · secondsPerToken +
 * context · secondsPerContextToken}, where pairs counts each query with each token it attends to.
 *
 * @param secondsPerPair arithmetic of one query with one key and value, all heads
 * @param shortPromptTokens length at which half the efficiency of long prompts is reached
 * @param secondsPerToken traffic per token of the chunk
 * @param secondsPerContextToken work per token of earlier context, such as expanding a latent
 * @param windowTokens most tokens that a query attends to; 0 for all
 */
record PrefillTerm(
    double secondsPerPair,
    double shortPromptTokens,
    double secondsPerToken,
    double secondsPerContextToken,
    int windowTokens) {

  /** The same for so many layers. */
  PrefillTerm times(double layers) {
    return new PrefillTerm(
        secondsPerPair * layers,
        shortPromptTokens,
        secondsPerToken * layers,
        secondsPerContextToken * layers,
        windowTokens);
  }

  /** Whether another term differs only by its factors. */
  boolean sameShapeAs(PrefillTerm other) {
    return windowTokens == other.windowTokens && shortPromptTokens == other.shortPromptTokens;
  }

  PrefillTerm plus(PrefillTerm other) {
    return new PrefillTerm(
        secondsPerPair + other.secondsPerPair,
        shortPromptTokens,
        secondsPerToken + other.secondsPerToken,
        secondsPerContextToken + other.secondsPerContextToken,
        windowTokens);
  }

  double seconds(int chunk, long context) {
    double pairs = pairs(chunk, context, windowTokens);
    double length = windowTokens == 0 ? context + chunk : Math.min(windowTokens, context + chunk);
    return pairs * secondsPerPair * (1 + shortPromptTokens / length)
        + chunk * secondsPerToken
        + context * secondsPerContextToken;
  }

  /** Sum of {@code min(position, window)} over the positions of a chunk. */
  static double pairs(int chunk, long context, int window) {
    double last = (double) context + chunk;
    double all = chunk * (context + (chunk + 1) / 2.0);
    if (window == 0 || last <= window) {
      return all;
    }
    if (context >= window) {
      return (double) chunk * window;
    }
    double growing = window - context;
    return growing * (context + (growing + 1) / 2.0) + (chunk - growing) * window;
  }
}
