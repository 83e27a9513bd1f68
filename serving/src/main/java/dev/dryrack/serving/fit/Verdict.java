package dev.dryrack.serving.fit;

/**
 * Whether a deployment fits, best first.
 *
 * <p>The room is the memory left for KV cache on the rank that has least; what is needed is the
 * most of: one sequence of {@code max-model-len} (without which vLLM refuses to start), the KV room
 * asked for, and the sequences asked for.
 */
public enum Verdict {
  /** The room holds what is needed, and is not tight. */
  FITS("FITS"),
  /**
   * The room holds what is needed, but it is below a tenth of usable memory, or holds fewer than
   * two sequences of {@code max-model-len} on an attention rank.
   */
  TIGHT("TIGHT"),
  /** The room does not hold what is needed, or there is none. */
  DOES_NOT_FIT("DOES NOT FIT");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /** For people. */
  public String label() {
    return label;
  }
}
