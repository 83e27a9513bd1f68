package dev.dryrack.serving.model;

/** The feed-forward part of a layer. */
public sealed interface FeedForward permits DenseFeedForward, ExpertFeedForward {

  /** Parameters of one layer, all experts included. */
  long params(int hiddenSize);

  /** Parameters of one layer that a token is multiplied with. */
  long activeParams(int hiddenSize);
}
