package dev.dryrack.serving.cost;

import dev.dryrack.hardware.GpuSpec;

/**
 * What an inference engine adds to the time of its kernels.
 *
 * @param id such as {@code vllm}
 * @param hopperFixedScale factor on kernels' fixed times on Hopper and older GPUs: launches that a
 *     graph does not hide, kernels the model does not list
 * @param blackwellFixedScale the same on Blackwell and newer
 * @param hostSecondsPerStep time per step in which the GPU waits for the host. Assumed: 300 µs (200
 *     µs for TensorRT-LLM), with asynchronous scheduling and CUDA graphs; no source gives it alone,
 *     and in end-to-end figures it cannot be told from fixed times of kernels
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
    double expertRowsResidual,
    double exchangeResidual,
    String source) {

  private static final String FITTED =
      "end-to-end measurements of ai-dynamo/aiconfigurator @095f58a: fixed times come out at"
          + " 1.2-1.6 on Hopper and 0.7-1.1 on Blackwell for vLLM 0.11-0.19, 0.9-1.6 for SGLang 0.5,"
          + " 0.7-0.9 for TensorRT-LLM 1.2; prompts of vLLM 0.15 and later at 1.43 of their kernels,"
          + " mostly experts; steps with wide all-to-all at 1.1-1.5 for SGLang, 1.0-1.1 for"
          + " TensorRT-LLM. Values within these ranges; host time per step is assumed";

  /** vLLM with asynchronous scheduling and CUDA graphs. */
  public static final EngineOverhead VLLM =
      new EngineOverhead("vllm", 1.3, 1.0, 300e-6, 1.43, 1.1, FITTED);

  /** SGLang with overlap scheduling and CUDA graphs. */
  public static final EngineOverhead SGLANG =
      new EngineOverhead("sglang", 1.0, 1.0, 300e-6, 1, 1.1, FITTED);

  /** TensorRT-LLM with its overlap scheduler and CUDA graphs. */
  public static final EngineOverhead TENSORRT_LLM =
      new EngineOverhead("tensorrt-llm", 0.9, 0.8, 200e-6, 1, 1.05, FITTED);

  /** Kernels alone. */
  public static final EngineOverhead NONE =
      new EngineOverhead("none", 1, 1, 0, 1, 1, "nothing added");

  /** The factor on kernels' fixed times on a GPU. */
  public double fixedScale(GpuSpec gpu) {
    return gpu.fp4FlopsPerSecond() > 0 ? blackwellFixedScale : hopperFixedScale;
  }
}
