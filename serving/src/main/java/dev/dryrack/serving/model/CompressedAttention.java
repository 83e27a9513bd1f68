package dev.dryrack.serving.model;

import org.jspecify.annotations.Nullable;

/**
 * Compressed attention of DeepSeek-V4: multi-query attention over one key-value vector for every
 * {@code ratio} tokens, beside a short sliding window of uncompressed ones.
 *
 * @param heads query heads
 * @param headDim width of the shared key-value head
 * @param queryRank width of the query latent
 * @param outputGroups groups of the low-rank output projection
 * @param outputRank width of a group's output latent
 * @param ratio tokens per compressed vector: 4 (CSA) or 128 (HCA)
 * @param slidingWindow uncompressed tokens that are kept
 * @param indexer selection among the compressed vectors (CSA), or null to read all (HCA)
 */
public record CompressedAttention(
    int heads,
    int headDim,
    int queryRank,
    int outputGroups,
    int outputRank,
    int ratio,
    int slidingWindow,
    @Nullable SparseIndexer indexer)
    implements TokenMixer {

  @Override
  public long params(int hiddenSize) {
    long d = hiddenSize;
    long query = d * queryRank + (long) queryRank * heads * headDim;
    long keyValue = d * headDim;
    long output =
        ((long) heads * headDim / outputGroups) * outputRank * outputGroups
            + (long) outputGroups * outputRank * d;
    long compressor = (indexer == null ? 2L : 4L) * d * headDim;
    long selection = 0;
    if (indexer != null) {
      selection =
          (long) queryRank * indexer.heads() * indexer.headDim()
              + d * indexer.heads()
              + 4L * d * indexer.headDim();
    }
    return query + keyValue + output + compressor + selection;
  }

  @Override
  public double kvElementsPerToken() {
    return (double) headDim / ratio + (indexer == null ? 0 : (double) indexer.headDim() / ratio);
  }

  @Override
  public int windowTokens() {
    return 0;
  }

  /** The sliding window of uncompressed vectors, BF16. */
  @Override
  public double stateBytesPerSequence() {
    return 2.0 * slidingWindow * headDim;
  }

  @Override
  public int kvHeads() {
    return 1;
  }
}
