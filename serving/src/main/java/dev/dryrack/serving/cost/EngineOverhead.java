package dev.dryrack.serving.cost;

import dev.dryrack.hardware.GpuSpec;

/**
 * What an inference engine adds to the time of its kernels.
 *
 * @param id such as {@code vllm-0.15}
 * @param hopperFixedScale factor on kernels' fixed times on Hopper and older GPUs: launches that a
 *     graph does not hide, kernels the model does not list
 * @param blackwellFixedScale the same on Blackwell and newer
 * @param hostSecondsPerStep time per step in which the GPU waits for the host
 * @param hostSecondsPerSequence the same per sequence that emits a token in the step
 * @param mxfp4HopperSeconds fixed time added to a layer of MXFP4 experts on Hopper, whose kernels
 *     (Triton, CUTLASS, Marlin, TRT-LLM's own) differ by engine; may be negative
 * @param mxfp4BlackwellSeconds the same on Blackwell
 * @param expertRowsResidual named residual: factor on that part of routed experts' time that grows
 *     with rows, beside reading weights; 1 for none
 * @param exchangeResidual named residual: factor on dispatch and combine, where ranks wait for the
 *     slowest; 1 for none
 * @param source where the figures are from
 */
public record EngineOverhead(
    String id,
    double hopperFixedScale,
    double blackwellFixedScale,
    double hostSecondsPerStep,
    double hostSecondsPerSequence,
    double mxfp4HopperSeconds,
    double mxfp4BlackwellSeconds,
    double expertRowsResidual,
    double exchangeResidual,
    String source) {

  /** Kernels alone. */
  public static final EngineOverhead NONE =
      new EngineOverhead("none", 1, 1, 0, 0, 0, 0, 1, 1, "nothing added");

  /** The same with other factors on fixed times; NaN leaves one as it is. */
  public EngineOverhead withFixedScales(double hopper, double blackwell) {
    return new EngineOverhead(
        id,
        Double.isNaN(hopper) ? hopperFixedScale : hopper,
        Double.isNaN(blackwell) ? blackwellFixedScale : blackwell,
        hostSecondsPerStep,
        hostSecondsPerSequence,
        mxfp4HopperSeconds,
        mxfp4BlackwellSeconds,
        expertRowsResidual,
        exchangeResidual,
        source);
  }

  /** The same with other times of the host; NaN leaves one as it is. */
  public EngineOverhead withHost(double perStep, double perSequence) {
    return new EngineOverhead(
        id,
        hopperFixedScale,
        blackwellFixedScale,
        Double.isNaN(perStep) ? hostSecondsPerStep : perStep,
        Double.isNaN(perSequence) ? hostSecondsPerSequence : perSequence,
        mxfp4HopperSeconds,
        mxfp4BlackwellSeconds,
        expertRowsResidual,
        exchangeResidual,
        source);
  }

  /** The same from another source. */
  public EngineOverhead from(String other) {
    return new EngineOverhead(
        id,
        hopperFixedScale,
        blackwellFixedScale,
        hostSecondsPerStep,
        hostSecondsPerSequence,
        mxfp4HopperSeconds,
        mxfp4BlackwellSeconds,
        expertRowsResidual,
        exchangeResidual,
        other);
  }

  /** Fixed time added to a layer of MXFP4 experts on a GPU. */
  public double mxfp4Seconds(GpuSpec gpu) {
    return gpu.fp4FlopsPerSecond() > 0 ? mxfp4BlackwellSeconds : mxfp4HopperSeconds;
  }

  /** The factor on kernels' fixed times on a GPU. */
  public double fixedScale(GpuSpec gpu) {
    return gpu.fp4FlopsPerSecond() > 0 ? blackwellFixedScale : hopperFixedScale;
  }
}
