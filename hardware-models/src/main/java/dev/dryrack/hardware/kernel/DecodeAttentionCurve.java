package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;

/**
 * Attention of one new token per sequence over a cache, grouped-query or latent.
 *
 * <p>{@code t0 + ns · sequences · heads + ramp · min(1, bytes / ramp bytes) + (bytes over
 * bandwidth, FLOPs over arithmetic)}. The last two are proportional to the tokens read. The ramp is
 * what it costs to get going: until a kernel has read so much, its parts are too small to fill the
 * GPU, and their results have to be merged. So a kernel's time is two straight lines in the tokens
 * read.
 *
 * @param t0Seconds fixed time
 * @param secondsPerSequenceHead time per sequence and query head
 * @param memoryEfficiency fraction of peak bandwidth at which the cache is read
 * @param computeEfficiency fraction of the BF16 peak; 0 if arithmetic never binds
 * @param sharpness {@code p} of the roofline; unused if arithmetic never binds
 * @param rampSeconds what getting going costs in all
 * @param rampReadSeconds time to read at peak bandwidth after which that is paid
 * @param fit what the constants rest on
 */
public record DecodeAttentionCurve(
    double t0Seconds,
    double secondsPerSequenceHead,
    double memoryEfficiency,
    double computeEfficiency,
    double sharpness,
    double rampSeconds,
    double rampReadSeconds,
    FitNote fit) {

  /** Fixed time of the kernel. */
  public KernelTime floor() {
    return KernelTime.latency(t0Seconds);
  }

  /** Time that each sequence adds, whatever its context. */
  public KernelTime perSequence(double heads) {
    return KernelTime.latency(secondsPerSequenceHead * heads);
  }

  /** Bytes of cache read at which the ramp is paid; 0 if there is none. */
  public double rampBytes(GpuSpec gpu) {
    return rampSeconds > 0 ? rampReadSeconds * gpu.memoryBytesPerSecond() : 0;
  }

  /** Time that each byte read adds beside bandwidth until {@link #rampBytes} are read. */
  public KernelTime rampPerByte(GpuSpec gpu) {
    return KernelTime.latency(rampSeconds > 0 ? rampSeconds / rampBytes(gpu) : 0);
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
