package dev.dryrack.serving.engine;

/**
 * A scheduling policy: who computes what in the next step of one attention rank.
 *
 * <p>It is asked only where there is a decision: on a rank with requests that wait or prefill, or
 * without blocks for all that decode. Where all decode and there is room, they do.
 *
 * <p>A policy sees requests through {@link RankBatch}, which does not know their output length.
 */
public interface BatchScheduler {

  /**
   * Forms the next step of a rank. Decoding requests have their token and block already; free
   * blocks may be negative for it and must not be so in the end. At least one request must be left
   * to compute a token if any is in the rank.
   */
  void fill(RankBatch batch);
}
