package dev.dryrack.serving.engine;

import org.jspecify.annotations.Nullable;

/**
 * Decides what the next step of an attention rank computes: one policy, one screen.
 *
 * <p>A policy sees requests through {@link RankBatch}, which does not know their output length. One
 * instance serves the ranks of one replica; state it keeps is by rank.
 *
 * <p>{@link #fill} is called for a rank in which a request waits or prefills, or whose blocks do
 * not suffice for the decoding ones. In all other steps every request decodes and there is nothing
 * to decide; a policy that counts such steps asks {@link RankBatch#decodeSteps}.
 */
public interface BatchScheduler {

  /**
   * Forms the next step of a rank. Decoding requests have their token and block already, unless
   * {@link RankBatch#pauseDecoding} takes them back; free blocks may be negative for it and must
   * not be so in the end. At least one request must be left to compute a token if any is in the
   * rank.
   */
  void fill(RankBatch batch);

  /** Whether {@link RankBatch#pauseDecoding} may be called. */
  default boolean pausesDecoding() {
    return false;
  }

  /** Whether a request takes the blocks of its whole prompt when it is admitted. */
  default boolean allocatesWholePrompts() {
    return false;
  }

  /** A request is sent to a rank that has none. */
  default void wake(int rank) {}

  /** Why a request could never be scheduled by this policy, or null if it can. */
  default @Nullable Rejection refuses(int promptTokens, int outputTokens, int maxNewTokens) {
    return null;
  }
}
