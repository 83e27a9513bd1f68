package dev.dryrack.serving.cost;

import java.util.Collections;
import java.util.List;

/**
 * What one step computes, seen from the rank that decides its time.
 *
 * @param maxRankTokens tokens of the attention rank that has most
 * @param totalTokens tokens of all attention ranks of the replica
 * @param decodeSequences sequences that decode on the deciding rank
 * @param decodeContextTokens the sum of their contexts
 * @param samples sequences of that rank that emit a token
 * @param prefill prompt chunks of that rank
 */
public record StepShape(
    int maxRankTokens,
    long totalTokens,
    int decodeSequences,
    long decodeContextTokens,
    int samples,
    List<Chunk> prefill) {

  /**
   * A prompt chunk.
   *
   * @param tokens computed in this step
   * @param contextTokens of the same sequence, computed before
   */
  public record Chunk(int tokens, long contextTokens) {}

  public StepShape {
    prefill = List.copyOf(prefill);
  }

  /** A step in which each of several ranks decodes as many sequences of one context. */
  public static StepShape decode(int sequencesPerRank, long contextTokensEach, int ranks) {
    return new StepShape(
        sequencesPerRank,
        (long) sequencesPerRank * ranks,
        sequencesPerRank,
        sequencesPerRank * contextTokensEach,
        sequencesPerRank,
        List.of());
  }

  /** A step in which each of several ranks computes so many whole prompts. */
  public static StepShape prefill(int promptTokens, int promptsPerRank, int ranks) {
    int tokens = promptTokens * promptsPerRank;
    return new StepShape(
        tokens,
        (long) tokens * ranks,
        0,
        0,
        promptsPerRank,
        Collections.nCopies(promptsPerRank, new Chunk(promptTokens, 0)));
  }
}
