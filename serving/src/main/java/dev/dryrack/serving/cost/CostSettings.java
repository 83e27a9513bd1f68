package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelLibrary;

/**
 * What the time of a step depends on beside model, plan and hardware.
 *
 * @param routingSkew how evenly tokens choose fine-grained experts: {@code T} tokens with {@code k}
 *     of {@code E} choices touch {@code E (1 - exp(-skew · T k / E))} experts; 1 is uniform.
 *     0.6–0.75 fits random prompts on DeepSeek, MiniMax, gpt-oss and Qwen3 alike, see {@link #skew}
 * @param expertImbalance rows of the busiest expert rank over the mean; 1.11 was measured with
 *     balanced placement, 2.56 without (TensorRT-LLM tech blog 4, DeepSeek-R1, EP32)
 * @param engine what the engine adds
 * @param kernels constants of the kernels
 * @param stepTimeFactor how many times as long every part of a step takes as priced; 1 but to try
 *     the ends of a band
 */
public record CostSettings(
    double routingSkew,
    double expertImbalance,
    EngineOverhead engine,
    KernelLibrary kernels,
    double stepTimeFactor) {

  /** Experts up to which routing is uniform. */
  private static final double COARSE = 16;

  /** Experts from which on it has its full skew. */
  private static final double FINE = 128;

  public static final CostSettings DEFAULT =
      new CostSettings(0.62, 1.11, EngineProfiles.of("vllm").overhead(), KernelLibrary.BUILT_IN, 1);

  public CostSettings {
    if (!(routingSkew > 0 && routingSkew <= 1)) {
      throw new IllegalArgumentException(
          "routing-skew = " + routingSkew + ": must be above 0, at most 1 (uniform)");
    }
    if (!(expertImbalance >= 1)) {
      throw new IllegalArgumentException(
          "expert-imbalance = " + expertImbalance + ": must be 1 (balanced) or more");
    }
    if (!(stepTimeFactor > 0)) {
      throw new IllegalArgumentException(
          "step-time-factor = " + stepTimeFactor + ": must be above 0");
    }
  }

  /**
   * How evenly tokens choose among so many experts. Few large experts are chosen evenly whatever
   * the text (Mixtral of Experts, arXiv 2401.04088, section 5), many small ones specialise; between
   * 16 and 128, all that was measured lies outside of, the logarithm of their number decides, which
   * is assumed.
   */
  double skew(int experts) {
    double fine = StrictMath.log(experts / COARSE) / StrictMath.log(FINE / COARSE);
    return 1 - (1 - routingSkew) * Math.max(0, Math.min(1, fine));
  }

  /** The same with another engine. */
  public CostSettings with(EngineOverhead other) {
    return new CostSettings(routingSkew, expertImbalance, other, kernels, stepTimeFactor);
  }

  /** The same with other constants of kernels. */
  public CostSettings with(KernelLibrary other) {
    return new CostSettings(routingSkew, expertImbalance, engine, other, stepTimeFactor);
  }

  /** The same with every part of a step taking so many times as long. */
  public CostSettings slower(double factor) {
    return new CostSettings(routingSkew, expertImbalance, engine, kernels, stepTimeFactor * factor);
  }
}
