package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;

/**
 * Kernels that only move bytes: norms, activations, rotary embedding, quantisation, sampling.
 *
 * @param t0Seconds shortest time of a kernel in a replayed graph
 * @param memoryEfficiency fraction of peak bandwidth
 * @param fit what the constants rest on
 */
public record SmallKernelCurve(double t0Seconds, double memoryEfficiency, FitNote fit) {

  /** The time to move so many bytes, reads and writes together. */
  public KernelTime time(GpuSpec gpu, double bytes) {
    return new KernelTime(t0Seconds, 0, bytes / (gpu.memoryBytesPerSecond() * memoryEfficiency), 0);
  }
}
