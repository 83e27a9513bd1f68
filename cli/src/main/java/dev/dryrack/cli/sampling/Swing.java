package dev.dryrack.cli.sampling;

/**
 * What one input does to one output.
 *
 * @param input which
 * @param low the output with the input at its 10 % point, all others at their medians; of a choice,
 *     the least over its values
 * @param high the same at its 90 % point, or the most
 * @param rankCorrelation Spearman's, over all samples
 */
public record Swing(SampledInput input, double low, double high, double rankCorrelation) {

  /** How far the output moves. */
  public double width() {
    return Math.abs(high - low);
  }
}
