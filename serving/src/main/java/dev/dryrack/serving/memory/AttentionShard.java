package dev.dryrack.serving.memory;

import dev.dryrack.serving.model.CompressedAttention;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.LatentAttention;
import dev.dryrack.serving.model.LinearAttention;
import dev.dryrack.serving.model.TokenMixer;

/**
 * Parameters of a token mixer that one tensor-parallel rank holds.
 *
 * <p>Projections per head are cut; what all heads share is replicated: the down-projections of
 * latent attention, the indexer, the compressor, and key and value heads beyond their number. This
 * is how vLLM ({@code ReplicatedLinear}), SGLang and TensorRT-LLM lay them out.
 */
final class AttentionShard {

  private AttentionShard() {}

  /** Parameters of one layer on one of {@code tp} ranks; all of them if {@code tp} is 1. */
  static long params(TokenMixer mixer, int hiddenSize, int tp) {
    long all = mixer.params(hiddenSize);
    if (tp == 1) {
      return all;
    }
    long replicated = replicated(mixer, hiddenSize);
    if (mixer instanceof GroupedQueryAttention gqa) {
      long keysAndValues = keyValueParams(gqa, hiddenSize);
      return ceil(all - keysAndValues, tp)
          + keysAndValues / gqa.kvHeads() * headsPerRank(gqa.kvHeads(), tp);
    }
    return replicated + ceil(all - replicated, tp);
  }

  /** KV heads that one rank keeps: its share, or one if there are fewer heads than ranks. */
  static int headsPerRank(int kvHeads, int tp) {
    return Math.max(1, (kvHeads + tp - 1) / tp);
  }

  private static long keyValueParams(GroupedQueryAttention gqa, int hiddenSize) {
    return (long) hiddenSize * gqa.kvHeads() * (gqa.keyDim() + gqa.valueDim());
  }

  private static long replicated(TokenMixer mixer, int hiddenSize) {
    long d = hiddenSize;
    if (mixer instanceof LatentAttention mla) {
      long indexer = mla.indexer() == null ? 0 : mla.indexer().params(hiddenSize, mla.queryRank());
      return d * mla.queryRank() + d * (mla.kvRank() + mla.ropeDim()) + indexer;
    }
    if (mixer instanceof CompressedAttention compressed) {
      long perHead = (long) compressed.queryRank() * compressed.heads() * compressed.headDim();
      long output =
          (long) compressed.heads() * compressed.headDim() * compressed.outputRank()
              + (long) compressed.outputGroups() * compressed.outputRank() * d;
      return compressed.params(hiddenSize) - perHead - output;
    }
    if (mixer instanceof LinearAttention || mixer instanceof GroupedQueryAttention) {
      return 0;
    }
    throw new IllegalStateException("unknown token mixer " + mixer);
  }

  private static long ceil(long params, int parts) {
    return (params + parts - 1) / parts;
  }
}
