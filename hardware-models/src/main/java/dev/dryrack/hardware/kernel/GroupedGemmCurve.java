package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;

/**
 * The time of the grouped matrix multiplications of routed experts on one GPU: permutation,
 * quantisation, both multiplications, activation and weighted sum.
 *
 * <p>{@code t0 + u · touched + roofline(FLOPs, weight bytes) + activation traffic}: weights are
 * read only of the experts that got rows; each of those computes its rows and {@code padding} more,
 * as tiles are filled up.
 *
 * @param precision of the weights
 * @param kernel which kernel of that precision
 * @param t0Seconds fixed time
 * @param secondsPerGroup {@code u}: time per expert touched
 * @param computeEfficiency fraction of the dense peak
 * @param memoryEfficiency fraction of peak bandwidth
 * @param sharpness {@code p} of the roofline
 * @param paddingRows rows computed per touched expert beside its own
 * @param activationFactor how often activations of {@code 4 h + 6 i} bytes a row cross memory
 * @param fit what the constants rest on
 */
public record GroupedGemmCurve(
    Precision precision,
    String kernel,
    double t0Seconds,
    double secondsPerGroup,
    double computeEfficiency,
    double memoryEfficiency,
    double sharpness,
    double paddingRows,
    double activationFactor,
    FitNote fit) {

  /** The same kernel on weights of another precision and with less trust. */
  GroupedGemmCurve as(Precision other, FitNote note) {
    return new GroupedGemmCurve(
        other,
        kernel,
        t0Seconds,
        secondsPerGroup,
        computeEfficiency,
        memoryEfficiency,
        sharpness,
        paddingRows,
        activationFactor,
        note);
  }

  /**
   * The time on a GPU.
   *
   * @param groups experts that got at least one row, may be a fraction (an expectation)
   * @param rows rows of all groups together
   * @param hidden width of a row
   * @param inner inner width of the part of an expert that this GPU holds
   * @param matrices matrices per expert: 3 if gated
   */
  public KernelTime time(
      GpuSpec gpu, double groups, double rows, double hidden, double inner, int matrices) {
    if (groups <= 0 || rows <= 0) {
      return KernelTime.latency(t0Seconds);
    }
    double elements = matrices * hidden * inner;
    double memorySeconds =
        groups
            * elements
            * precision.bytesPerElement()
            / (gpu.memoryBytesPerSecond() * memoryEfficiency);
    double flops = (rows + groups * paddingRows) * elements * 2;
    double computeSeconds = flops / (gpu.peakFlopsPerSecond(precision) * computeEfficiency);
    double traffic =
        activationFactor * rows * (4 * hidden + 6 * inner) / gpu.memoryBytesPerSecond();
    return KernelTime.roofline(
            t0Seconds + secondsPerGroup * groups, computeSeconds, memorySeconds, sharpness)
        .plus(new KernelTime(0, 0, traffic, 0));
  }
}
