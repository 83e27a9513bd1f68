package dev.dryrack.serving.cost;

/**
 * What speculative decoding adds to the work of a step.
 *
 * <p>Verification computes each decoding sequence's last token and its draft: they are among the
 * tokens of the step; attention reads the cache once for all of them and does their arithmetic; the
 * head gives logits for each.
 *
 * <p>A drafting layer is one that is among the model's layers, its last: so its first pass, over
 * all tokens of the step, is priced with them. Each further token of the draft takes another pass
 * over one token per decoding sequence, and each token of it the output head.
 *
 * @param tokens of a draft; 0 for plain decoding
 * @param byLayer whether the model's last layer drafts; else drafts cost nothing, as n-grams do
 */
public record Drafting(int tokens, boolean byLayer) {

  /** Plain decoding. */
  public static final Drafting NONE = new Drafting(0, false);

  public Drafting {
    if (tokens < 0 || (tokens == 0 && byLayer)) {
      throw new IllegalArgumentException("draft tokens = " + tokens + ": must be 1 or more");
    }
  }

  /** Tokens of a decoding sequence in a step. */
  int stepTokens() {
    return 1 + tokens;
  }

  /** Passes of the drafting layer beyond the first. */
  int furtherPasses() {
    return byLayer ? tokens - 1 : 0;
  }

  /** Output heads that drafting runs in a step. */
  int heads() {
    return byLayer ? tokens : 0;
  }
}
