package dev.dryrack.serving.metrics;

/**
 * What speculative decoding came to.
 *
 * @param verifications drafts verified: decoding requests, summed over steps
 * @param acceptedTokens draft tokens accepted and emitted, beside one token per verification
 */
public record SpeculationResult(long verifications, long acceptedTokens) {

  /** Tokens emitted per verification: vLLM's mean acceptance length. */
  public double meanEmittedTokens() {
    return 1 + (double) acceptedTokens / verifications;
  }
}
