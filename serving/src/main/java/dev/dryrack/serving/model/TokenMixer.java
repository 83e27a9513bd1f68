package dev.dryrack.serving.model;

/** The part of a layer that lets tokens see each other: attention of some kind, or a state. */
public sealed interface TokenMixer
    permits GroupedQueryAttention, LatentAttention, CompressedAttention, LinearAttention {

  /** Parameters of one layer's mixer in a model of the given width, without norms. */
  long params(int hiddenSize);

  /**
   * Numbers kept per token of context and layer in the KV cache, as long as the context is within
   * {@link #windowTokens()}; not divided by tensor parallelism.
   */
  double kvElementsPerToken();

  /** Context beyond which the KV cache of this mixer does not grow; 0 if it always grows. */
  int windowTokens();

  /** Bytes of recurrent state per sequence and layer, whatever its context; 0 if none. */
  double stateBytesPerSequence();

  /**
   * Into how many tensor-parallel ranks the KV cache can be split before it is replicated: the
   * number of KV heads, 1 for a latent shared by all heads.
   */
  int kvHeads();
}
