package dev.dryrack.serving.cost;

/**
 * The time of one step of a replica, as the engine needs it: parts that add up.
 *
 * <pre>
 * step = tokenPicos(largest rank's tokens, all ranks' tokens)
 *      + draftPicos(most decoding sequences of a rank, all ranks' decoding sequences)
 *      + max over ranks of ( decodePicos + samplePicos + sum over its prefill chunks of prefillPicos )
 * </pre>
 *
 * <p>Ranks of one replica meet at every expert layer, so the slowest rank's attention decides. A
 * token is any position computed in the step: one per decoding sequence, {@code n} per prefill
 * chunk of {@code n}; where decoding is speculative a draft and one more per decoding sequence. All
 * methods are pure, allocate nothing, cost O(1) and return 0 or more; {@link #tokenPicos} is at
 * least 1 even for an empty (dummy) step.
 */
public interface StepPrice {

  /**
   * Everything that depends on how many tokens are computed, not on their context: projections,
   * norms, experts, collectives, launch and host overhead, pipeline hand-over.
   *
   * @param maxRankTokens tokens of the attention rank that has most
   * @param totalTokens tokens of all attention ranks of the replica
   */
  long tokenPicos(int maxRankTokens, long totalTokens);

  /**
   * Attention of one rank's decoding sequences.
   *
   * @param sequences how many decode
   * @param contextTokens the sum of their contexts, the token computed in this step included
   */
  long decodePicos(int sequences, long contextTokens);

  /**
   * What one more token of context adds to {@link #decodePicos}, from this context up to {@link
   * #decodeBendTokens}.
   *
   * @param sequences how many decode
   * @param contextTokens the sum of their contexts
   */
  default long decodeSlopePicos(int sequences, long contextTokens) {
    return 0;
  }

  /**
   * The sum of contexts up to which {@link #decodePicos} grows evenly from the given one, by {@link
   * #decodeSlopePicos} per token: the given one itself where nothing is known of what follows.
   */
  default long decodeBendTokens(int sequences, long contextTokens) {
    return contextTokens;
  }

  /**
   * Attention of one prefill chunk.
   *
   * @param chunkTokens tokens computed in this step
   * @param contextTokens tokens of the same sequence computed before
   */
  long prefillPicos(int chunkTokens, long contextTokens);

  /**
   * Passes of a drafter beyond the one that goes with the step, where decoding is speculative.
   *
   * @param maxRankSequences decoding sequences of the attention rank that has most
   * @param totalSequences decoding sequences of all attention ranks of the replica
   */
  default long draftPicos(int maxRankSequences, long totalSequences) {
    return 0;
  }

  /**
   * Output head and sampling for the sequences of one rank that emit in this step, for all tokens
   * of a draft where decoding is speculative.
   */
  long samplePicos(int sequences);
}
