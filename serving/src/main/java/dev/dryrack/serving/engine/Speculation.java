package dev.dryrack.serving.engine;

import java.util.Arrays;

/**
 * Speculative decoding: for every decoding request a drafter proposes some tokens, and the next
 * step verifies them all; it emits those accepted and one more of its own.
 *
 * <p>How many are accepted is drawn for each request and step from its request number and the
 * tokens it has emitted, so that it does not depend on who else is in the batch, on routers or on
 * plans: compared systems see the same luck. Draws are the finaliser of SplitMix64 (Steele, Lea and
 * Flood, OOPSLA 2014) over that key and the seed, in 53 bits.
 *
 * <p>O(draft tokens) per draw; allocates nothing. Immutable.
 */
public final class Speculation {

  private static final double UNIT = 0x1.0p53;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final double[] acceptedFractions;
  private final long[] thresholds;
  private final int lookaheadTokens;
  private final long seed;

  /**
   * @param acceptedFractions by position in the draft: the probability that the token there is
   *     accepted, and so all before it; as vLLM logs it per position
   * @param lookaheadTokens tokens for which KV blocks are kept beyond those of a step, where the
   *     drafter computes ahead: vLLM keeps as many as are drafted for models that draft, none for
   *     n-grams
   * @param seed of the draws
   * @throws IllegalArgumentException if there are no positions, or fractions are not probabilities
   *     that never grow
   */
  public Speculation(double[] acceptedFractions, int lookaheadTokens, long seed) {
    if (acceptedFractions.length == 0 || lookaheadTokens < 0) {
      throw new IllegalArgumentException(
          "speculation needs 1 draft token or more and 0 lookahead tokens or more");
    }
    double before = 1;
    for (double fraction : acceptedFractions) {
      if (!(fraction >= 0 && fraction <= before)) {
        throw new IllegalArgumentException(
            "accepted fractions "
                + Arrays.toString(acceptedFractions)
                + ": each must be 0 to 1 and none above the one before");
      }
      before = fraction;
    }
    this.acceptedFractions = acceptedFractions.clone();
    this.lookaheadTokens = lookaheadTokens;
    this.seed = seed;
    thresholds = new long[acceptedFractions.length];
    Arrays.setAll(thresholds, i -> Math.round(acceptedFractions[i] * UNIT));
  }

  /** Tokens of a draft. */
  public int draftTokens() {
    return thresholds.length;
  }

  /** Tokens of a decoding request in a step: its last one and its draft. */
  public int stepTokens() {
    return thresholds.length + 1;
  }

  /** Tokens behind those computed for which a decoding request has blocks in a step. */
  public int reachTokens() {
    return stepTokens() + lookaheadTokens;
  }

  /** The mean number of tokens that a step emits for a request: 1 and those accepted. */
  public double meanEmittedTokens() {
    double sum = 1;
    for (double fraction : acceptedFractions) {
      sum += fraction;
    }
    return sum;
  }

  /** Draft tokens accepted of a request that has emitted so many. */
  public int acceptedTokens(long request, int emittedTokens) {
    long draw = mix(mix(request * GOLDEN + seed) + emittedTokens * GOLDEN) >>> 11;
    int accepted = 0;
    while (accepted < thresholds.length && draw < thresholds[accepted]) {
      accepted++;
    }
    return accepted;
  }

  private static long mix(long key) {
    long z = (key ^ (key >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
