package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;

/**
 * Attention of one new token per sequence over a cache, grouped-query or latent.
 *
 * <p>{@code t0 + ns · sequences · heads + (bytes over bandwidth, FLOPs over arithmetic)}. Both of
 * the latter are proportional to the tokens read, so a kernel's time is a straight line in them.
 *
 * @param t0Seconds fixed time
 * @param secondsPerSequenceHead time per sequence and head (KV heads if grouped-query, query heads
 *     if latent)
 * @param memoryEfficiency fraction of peak bandwidth at which the cache is read
 * @param computeEfficiency fraction of the BF16 peak; 0 if arithmetic never binds
 * @param sharpness {@code p} of the roofline; unused if arithmetic never binds
 * @param fit what the constants rest on
 */
public record DecodeAttentionCurve(
    double t0Seconds,
    double secondsPerSequenceHead,
    double memoryEfficiency,
    double computeEfficiency,
    double sharpness,
    FitNote fit) {

  /** Fixed time of the kernel. */
  public KernelTime floor() {
    return KernelTime.latency(t0Seconds);
  }

  /** Time that each sequence adds, whatever its context. */
  public KernelTime perSequence(double heads) {
    return KernelTime.latency(secondsPerSequenceHead * heads);
  }

  /**
   * Time that each token of context adds.
   *
   * @param bytes of cache read for it
   * @param flops of arithmetic done with it
   */
  public KernelTime perContextToken(GpuSpec gpu, double bytes, double flops) {
    double memorySeconds = bytes / (gpu.memoryBytesPerSecond() * memoryEfficiency);
    if (computeEfficiency <= 0) {
      return new KernelTime(0, 0, memorySeconds, 0);
    }
    double computeSeconds = flops / (gpu.bf16FlopsPerSecond() * computeEfficiency);
    return KernelTime.roofline(0, computeSeconds, memorySeconds, sharpness);
  }
}
