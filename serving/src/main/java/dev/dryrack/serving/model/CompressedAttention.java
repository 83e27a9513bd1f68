package dev.dryrack.serving.model;

import org.jspecify.annotations.Nullable;

/**
 * Attention of DeepSeek-V4 (2026-04): multi-query attention over one key-value vector for every
 * {@code ratio} tokens, beside a short sliding window of uncompressed ones.
 *
 * @param heads query heads
 * @param headDim width of the shared key-value head
 * @param queryRank width of the query latent
 * @param outputGroups groups of the low-rank output projection
 * @param outputRank width of a group's output latent
 * @param ratio tokens per compressed vector: 4 (CSA), 128 (HCA), or 0 for the window alone
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
    long query = (long) queryRank * (d + (long) heads * headDim);
    long keyValue = d * headDim;
    long output = outputRank * ((long) heads * headDim + outputGroups * d);
    return query + keyValue + output + compressorParams(d) + selectionParams(d);
  }

  /** Two projections per compressed vector, four where neighbouring windows overlap (CSA). */
  private long compressorParams(long d) {
    if (ratio == 0) {
      return 0;
    }
    return (indexer == null ? 2L : 4L) * d * headDim;
  }

  private long selectionParams(long d) {
    if (indexer == null) {
      return 0;
    }
    return (long) queryRank * indexer.heads() * indexer.headDim()
        + d * indexer.heads()
        + 4L * d * indexer.headDim();
  }

  @Override
  public double kvElementsPerToken() {
    return ratio == 0 ? 0 : (double) headDim / ratio + indexElementsPerToken();
  }

  @Override
  public double indexElementsPerToken() {
    return indexer == null ? 0 : (double) indexer.headDim() / ratio;
  }

  @Override
  public int windowTokens() {
    return 0;
  }

  /** The sliding window of uncompressed vectors, taken as BF16 whatever the KV precision. */
  @Override
  public double stateBytesPerSequence() {
    return 2.0 * slidingWindow * headDim;
  }

  @Override
  public int kvHeads() {
    return 1;
  }
}
