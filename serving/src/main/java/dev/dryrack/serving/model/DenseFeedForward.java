package dev.dryrack.serving.model;

/**
 * A dense feed-forward network.
 *
 * @param width inner width
 * @param matrices 3 if gated (SwiGLU), 2 if not
 */
public record DenseFeedForward(int width, int matrices) implements FeedForward {

  @Override
  public long params(int hiddenSize) {
    return (long) matrices * hiddenSize * width;
  }

  @Override
  public long activeParams(int hiddenSize) {
    return params(hiddenSize);
  }
}
