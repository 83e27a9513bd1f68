package dev.dryrack.serving.model;

/**
 * A mixture of experts.
 *
 * @param experts routed experts
 * @param topK routed experts per token
 * @param width inner width of a routed expert
 * @param sharedWidth inner width of all shared experts together; 0 if none
 * @param matrices matrices per expert: 3 if gated (SwiGLU), 2 if not
 * @param latentSize width at which routed experts work (latent MoE), 0 for the model's
 * @param routerBias whether the router has a bias per expert
 * @param expertBias whether experts have biases (gpt-oss)
 * @param sharedGate whether the shared experts' output is scaled by a gate (Qwen)
 */
public record ExpertFeedForward(
    int experts,
    int topK,
    int width,
    int sharedWidth,
    int matrices,
    int latentSize,
    boolean routerBias,
    boolean expertBias,
    boolean sharedGate)
    implements FeedForward {

  /** Gated experts without latent or biases of their own, with a biased router. */
  public ExpertFeedForward(int experts, int topK, int width, int sharedWidth) {
    this(experts, topK, width, sharedWidth, 3, 0, true, false, false);
  }

  /** Width that a routed expert reads and writes. */
  public int expertInputSize(int hiddenSize) {
    return latentSize > 0 ? latentSize : hiddenSize;
  }

  /** Parameters of one routed expert. */
  public long paramsPerExpert(int hiddenSize) {
    long z = expertInputSize(hiddenSize);
    long biases = expertBias ? (matrices - 1L) * width + z : 0;
    return matrices * z * width + biases;
  }

  /** Parameters of all routed experts of one layer. */
  public long routedParams(int hiddenSize) {
    return experts * paramsPerExpert(hiddenSize);
  }

  /** Parameters of the shared experts of one layer. */
  public long sharedParams(int hiddenSize) {
    return (long) matrices * hiddenSize * sharedWidth + (sharedGate ? hiddenSize : 0);
  }

  /** Parameters of the router. */
  public long routerParams(int hiddenSize) {
    return (long) hiddenSize * experts + (routerBias ? experts : 0);
  }

  /** Parameters of the projections into and out of the latent, 0 if there is none. */
  public long latentParams(int hiddenSize) {
    return latentSize > 0 ? 2L * hiddenSize * latentSize : 0;
  }

  @Override
  public long params(int hiddenSize) {
    return routedParams(hiddenSize)
        + sharedParams(hiddenSize)
        + routerParams(hiddenSize)
        + latentParams(hiddenSize);
  }

  @Override
  public long activeParams(int hiddenSize) {
    return topK * paramsPerExpert(hiddenSize)
        + sharedParams(hiddenSize)
        + routerParams(hiddenSize)
        + latentParams(hiddenSize);
  }
}
