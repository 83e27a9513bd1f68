package dev.dryrack.hardware.kernel;

import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;

/**
 * The time of the grouped matrix multiplications of routed experts on one GPU: permutation,
 * quantisation, both multiplications, activation and weighted sum.
 *
 * <p>{@code t0 + u · groups + roofline(FLOPs, weight bytes) + activation traffic}: weights are read
 * only of the experts that got rows; each of those computes its rows and {@code padding} more, as
 * tiles are filled up.
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
 * @param presentedFactor how often {@code 4 h} bytes cross memory for each token that the kernel is
 *     given, whether or not it has rows here: sorting, and writing sums
 * @param afterExchange whether the kernel needs rows that an all-to-all has already brought to
 *     their experts
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
    double presentedFactor,
    boolean afterExchange,
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
        presentedFactor,
        afterExchange,
        note);
  }

  /** The time on a GPU. */
  public KernelTime time(GpuSpec gpu, GroupedRows work) {
    double hidden = work.hidden();
    double elements = work.matrices() * hidden * work.inner();
    double memorySeconds =
        work.groups()
            * elements
            * precision.bytesPerElement()
            / (gpu.memoryBytesPerSecond() * memoryEfficiency);
    double flops = (work.rows() + work.groups() * paddingRows) * elements * 2;
    double computeSeconds = flops / (gpu.peakFlopsPerSecond(precision) * computeEfficiency);
    double traffic =
        activationFactor * work.rows() * (4 * hidden + 6 * work.inner())
            + presentedFactor * work.presented() * 4 * hidden;
    return KernelTime.roofline(
            t0Seconds + secondsPerGroup * work.groups(), computeSeconds, memorySeconds, sharpness)
        .plus(new KernelTime(0, 0, traffic / gpu.memoryBytesPerSecond(), 0));
  }
}
