package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import java.util.Locale;
import java.util.Set;

/**
 * The time of a dense matrix multiplication {@code (m × k) · (k × n)} in one precision.
 *
 * <p>{@code t0 + (C^p + B^p)^(1/p)} with {@code B} the bytes over achievable bandwidth and {@code
 * C} the tiles of 128 × 128 over achievable arithmetic, counted in waves over the SMs: {@code r}
 * tiles per SM take {@code max(r, r0)^(1-a) · ceil(r)^a} waves, each of {@code k + k0} steps. Where
 * there are fewer rows, so have the tiles of weight-only kernels and of GPUs whose matrix
 * instructions take 16 rows (mma.sync of Ampere, Ada and desktop Blackwell, MFMA of CDNA), not 64
 * or more (wgmma of Hopper, tcgen05 of Blackwell): NVIDIA, PTX ISA 8.7; AMD, CDNA 3 ISA.
 *
 * @param precision of the weights
 * @param t0Seconds fixed time
 * @param computeEfficiency fraction of the dense peak that full waves reach
 * @param memoryEfficiency fraction of peak bandwidth that weight reads reach
 * @param sharpness {@code p}
 * @param waveShare {@code a}: 0 if waves pipeline perfectly, 1 if each is waited for
 * @param leastWaves {@code r0}: how little of the GPU a small multiplication uses
 * @param extraDepth {@code k0}: start-up of a tile, in steps of {@code k}
 * @param fit what the constants rest on
 */
public record GemmCurve(
    Precision precision,
    double t0Seconds,
    double computeEfficiency,
    double memoryEfficiency,
    double sharpness,
    double waveShare,
    double leastWaves,
    double extraDepth,
    FitNote fit) {

  private static final double TILE = 128;

  private static final Set<String> LARGE_INSTRUCTIONS =
      Set.of("hopper", "blackwell", "blackwell ultra", "rubin");

  /** Rows of the smallest tile where kernels are made for few rows, one matrix instruction. */
  private static final double LEAST_ROWS = 16;

  /** The same kernel on weights of another precision and with less trust. */
  GemmCurve as(Precision other, FitNote note) {
    return new GemmCurve(
        other,
        t0Seconds,
        computeEfficiency,
        memoryEfficiency,
        sharpness,
        waveShare,
        leastWaves,
        extraDepth,
        note);
  }

  /**
   * The time on a GPU.
   *
   * @param m rows: tokens
   * @param n columns of the weights
   * @param k depth
   */
  public KernelTime time(GpuSpec gpu, double m, double n, double k) {
    if (m <= 0 || n <= 0 || k <= 0) {
      return KernelTime.ZERO;
    }
    double weight = precision.bytesPerElement();
    double activation = gpu.computePrecision(precision) == Precision.BF16 ? 2 : weight;
    double bytes = n * k * weight + m * k * activation + m * n * 2;
    double memorySeconds = bytes / (gpu.memoryBytesPerSecond() * memoryEfficiency);
    double sms = gpu.streamingMultiprocessors();
    double tileRows =
        weightOnly(gpu) || !hasLargeInstructions(gpu)
            ? Math.min(TILE, LEAST_ROWS * Math.ceil(m / LEAST_ROWS))
            : TILE;
    double tilesPerSm = Math.ceil(m / tileRows) * Math.ceil(n / TILE) / sms;
    double waves =
        Power.of(Math.max(tilesPerSm, leastWaves), 1 - waveShare)
            * Power.of(Math.ceil(tilesPerSm), waveShare);
    double flops = waves * sms * 2 * tileRows * TILE * (k + extraDepth);
    double computeSeconds = flops / (gpu.peakFlopsPerSecond(precision) * computeEfficiency);
    return KernelTime.roofline(t0Seconds, computeSeconds, memorySeconds, sharpness);
  }

  private static boolean hasLargeInstructions(GpuSpec gpu) {
    return LARGE_INSTRUCTIONS.contains(gpu.architecture().toLowerCase(Locale.ROOT));
  }

  /** Whether weights are widened before they are multiplied, by kernels made for few rows. */
  private boolean weightOnly(GpuSpec gpu) {
    return precision.bits() <= 8 && gpu.computePrecision(precision) == Precision.BF16;
  }
}
