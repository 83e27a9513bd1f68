package dev.dryrack.serving.cost;

/**
 * Attention of one prompt chunk in one layer, beyond what any token costs: {@code pairs ·
 * secondsPerPair + chunk · secondsPerToken + context · secondsPerContextToken}, where pairs counts
 * each query with each token it attends to.
 *
 * @param secondsPerPair one query with one key and value, all heads
 * @param secondsPerToken traffic and waste per token of the chunk
 * @param secondsPerContextToken work per token of earlier context, such as expanding a latent
 * @param windowTokens most tokens that a query attends to; 0 for all
 */
record PrefillTerm(
    double secondsPerPair,
    double secondsPerToken,
    double secondsPerContextToken,
    int windowTokens) {

  /** The same for so many layers. */
  PrefillTerm times(double layers) {
    return new PrefillTerm(
        secondsPerPair * layers,
        secondsPerToken * layers,
        secondsPerContextToken * layers,
        windowTokens);
  }

  /** This and another with the same window. */
  PrefillTerm plus(PrefillTerm other) {
    return new PrefillTerm(
        secondsPerPair + other.secondsPerPair,
        secondsPerToken + other.secondsPerToken,
        secondsPerContextToken + other.secondsPerContextToken,
        windowTokens);
  }

  double seconds(int chunk, long context) {
    return pairs(chunk, context, windowTokens) * secondsPerPair
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
