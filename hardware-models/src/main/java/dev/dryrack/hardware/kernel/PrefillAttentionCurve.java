package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;

/**
 * Attention of a prompt chunk: {@code t0 + FLOPs / (BF16 peak · mfu) · (1 + s0 / s)} with {@code s}
 * the length attended to, and the bytes of queries, keys, values and outputs.
 *
 * @param t0Seconds fixed time
 * @param computeEfficiency fraction of the BF16 peak that long prompts reach
 * @param shortPromptTokens {@code s0}: the length at which half of that is reached
 * @param memoryEfficiency fraction of peak bandwidth; above 1 where part stays in caches
 * @param fit what the constants rest on
 */
public record PrefillAttentionCurve(
    double t0Seconds,
    double computeEfficiency,
    double shortPromptTokens,
    double memoryEfficiency,
    FitNote fit) {

  /** Seconds per FLOP for long prompts. */
  public double secondsPerFlop(GpuSpec gpu) {
    return 1 / (gpu.bf16FlopsPerSecond() * computeEfficiency);
  }

  /** Seconds per byte of queries, keys, values and outputs. */
  public double secondsPerByte(GpuSpec gpu) {
    return 1 / (gpu.memoryBytesPerSecond() * memoryEfficiency);
  }

  /**
   * The whole kernel.
   *
   * @param flops multiply-adds of the causal part, counted as two
   * @param length tokens of context that the last query attends to
   * @param bytes of queries, keys, values and outputs
   */
  public KernelTime time(GpuSpec gpu, double flops, double length, double bytes) {
    return new KernelTime(
        t0Seconds,
        flops * secondsPerFlop(gpu) * (1 + shortPromptTokens / length),
        bytes * secondsPerByte(gpu),
        0);
  }
}
