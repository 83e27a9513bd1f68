package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelTime;

/**
 * Decode attention of one layer: a constant per sequence and a constant per token of context read.
 *
 * @param perSequence time that each decoding sequence adds
 * @param perContextToken time that each token of context adds
 * @param windowTokens most context read of one sequence; 0 for all
 * @param mostTokens most context, of all sequences together, that counts; {@link #ALL} for all
 */
record DecodeTerm(
    KernelTime perSequence, KernelTime perContextToken, int windowTokens, long mostTokens) {

  static final long ALL = Long.MAX_VALUE;

  DecodeTerm(KernelTime perSequence, KernelTime perContextToken, int windowTokens) {
    this(perSequence, perContextToken, windowTokens, ALL);
  }

  DecodeTerm times(double count) {
    return new DecodeTerm(
        perSequence.times(count), perContextToken.times(count), windowTokens, mostTokens);
  }

  /** Whether the same context counts for both, so that they can be added up. */
  boolean alike(DecodeTerm other) {
    return windowTokens == other.windowTokens && mostTokens == other.mostTokens;
  }

  DecodeTerm plus(DecodeTerm other) {
    return new DecodeTerm(
        perSequence.plus(other.perSequence),
        perContextToken.plus(other.perContextToken),
        windowTokens,
        mostTokens);
  }
}
