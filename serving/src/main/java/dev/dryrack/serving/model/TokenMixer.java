package dev.dryrack.serving.model;

/**
 * The part of a layer that lets tokens see each other: attention of some kind, or a state.
 *
 * <p>Counts are of one layer, and not divided by tensor parallelism.
 */
public sealed interface TokenMixer
    permits GroupedQueryAttention, LatentAttention, CompressedAttention, LinearAttention {

  /**
   * Parameters of one layer's mixer in a model of the given width: its projections with biases and
   * the norms inside it, not the norm of the residual stream before it.
   */
  long params(int hiddenSize);

  /**
   * Numbers kept per token of context in the KV cache, index keys included, as long as the context
   * is within {@link #windowTokens()}.
   */
  double kvElementsPerToken();

  /** Of {@link #kvElementsPerToken()}, those that a sparse-attention indexer scores; 0 if none. */
  double indexElementsPerToken();

  /** Context beyond which the KV cache of this mixer does not grow; 0 if it always grows. */
  int windowTokens();

  /** Bytes per sequence and layer that its context does not change; 0 if none. */
  double stateBytesPerSequence();

  /**
   * Into how many tensor-parallel ranks the KV cache can be split before it is replicated: the
   * number of KV heads, 1 for a latent shared by all heads.
   */
  int kvHeads();
}
