package dev.dryrack.serving.memory;

import dev.dryrack.serving.model.CompressedAttention;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.LatentAttention;
import dev.dryrack.serving.model.SparseIndexer;
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
      long perHead = (long) hiddenSize * (gqa.keyDim() + gqa.valueDim());
      long queriesAndOutput = all - replicated - perHead * gqa.kvHeads();
      return replicated + ceil(queriesAndOutput, tp) + perHead * headsPerRank(gqa.kvHeads(), tp);
    }
    return replicated + ceil(all - replicated, tp);
  }

  /** KV heads that one rank keeps: its share, or one if there are fewer heads than ranks. */
  static int headsPerRank(int kvHeads, int tp) {
    return Math.max(1, (kvHeads + tp - 1) / tp);
  }

  private static long replicated(TokenMixer mixer, int hiddenSize) {
    long d = hiddenSize;
    if (mixer instanceof LatentAttention mla) {
      SparseIndexer indexer = mla.indexer();
      long selection = indexer == null ? 0 : indexer.params(hiddenSize, mla.queryRank());
      long norms = (long) mla.queryRank() + mla.kvRank();
      return d * (mla.queryRank() + mla.kvRank() + mla.ropeDim()) + norms + selection;
    } else if (mixer instanceof CompressedAttention compressed) {
      long width = (long) compressed.heads() * compressed.headDim();
      long queries = compressed.queryRank() * width;
      long output = compressed.outputRank() * (width + compressed.outputGroups() * d);
      return compressed.params(hiddenSize) - queries - output;
    } else if (mixer instanceof GroupedQueryAttention gqa) {
      SparseIndexer indexer = gqa.indexer();
      return indexer == null ? 0 : indexer.paramsFromHidden(hiddenSize);
    }
    return 0;
  }

  private static long ceil(long params, int parts) {
    return (params + parts - 1) / parts;
  }
}
