package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;

/**
 * Attention of a prompt chunk.
 *
 * <p>{@code t0 + pairs · FLOPs per pair / (BF16 peak · mfu) + bytes / bandwidth + tokens · token
 * time}. A pair is one query head with one key and value; it costs as many FLOPs as its widths and
 * {@code softmaxWidth} more, for the exponential. Each query costs as much as {@code s0 / 2} more
 * pairs, for tiles at the diagonal that are computed in vain.
 *
 * @param t0Seconds fixed time
 * @param computeEfficiency fraction of the BF16 peak at which widths, softmax's included, count
 * @param shortPromptTokens {@code s0}: the length at which half the speed of long prompts is
 *     reached
 * @param softmaxWidth width added to the key's and to the value's
 * @param memoryEfficiency fraction of peak bandwidth; above 1 where part stays in caches
 * @param secondsPerToken time per token of the chunk
 * @param fit what the constants rest on
 */
public record PrefillAttentionCurve(
    double t0Seconds,
    double computeEfficiency,
    double shortPromptTokens,
    double softmaxWidth,
    double memoryEfficiency,
    double secondsPerToken,
    FitNote fit) {

  /** Time of one query with one key and value, all heads of this GPU. */
  public double secondsPerPair(GpuSpec gpu, double heads, double keyDim, double valueDim) {
    double flops = 2 * heads * (keyDim + valueDim + 2 * softmaxWidth);
    return flops / (gpu.bf16FlopsPerSecond() * computeEfficiency);
  }

  /**
   * Time of one token of a chunk beside its pairs.
   *
   * @param secondsPerPair as {@link #secondsPerPair} gives
   * @param bytes of its queries, keys, values and outputs
   */
  public double secondsPerToken(GpuSpec gpu, double secondsPerPair, double bytes) {
    return secondsPerPair * shortPromptTokens / 2
        + bytes / (gpu.memoryBytesPerSecond() * memoryEfficiency)
        + secondsPerToken;
  }

  /** Seconds per FLOP of other arithmetic on prompts, such as expanding a latent. */
  public double secondsPerFlop(GpuSpec gpu) {
    return 1 / (gpu.bf16FlopsPerSecond() * Math.min(1, computeEfficiency));
  }
}
