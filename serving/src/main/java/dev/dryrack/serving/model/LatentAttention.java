package dev.dryrack.serving.model;

import org.jspecify.annotations.Nullable;

/**
 * Multi-head latent attention (MLA): one compressed key-value latent per token, shared by all heads
 * (DeepSeek-V2, arXiv 2405.04434).
 *
 * @param heads query heads
 * @param queryRank width of the query latent; 0 if queries are projected directly
 * @param kvRank width of the key-value latent
 * @param nopeDim width of a head without position
 * @param ropeDim width of the shared rotary key
 * @param valueDim width of a value head
 * @param outputGate whether the output is gated by a projection (Kimi K3)
 * @param indexer sparse selection of the tokens attended to (DSA), or null for all
 */
public record LatentAttention(
    int heads,
    int queryRank,
    int kvRank,
    int nopeDim,
    int ropeDim,
    int valueDim,
    boolean outputGate,
    @Nullable SparseIndexer indexer)
    implements TokenMixer {

  @Override
  public long params(int hiddenSize) {
    long d = hiddenSize;
    long queries = (long) heads * (nopeDim + ropeDim);
    long query = queryRank > 0 ? queryRank * (d + queries) : d * queries;
    long latent = d * (kvRank + ropeDim) + (long) kvRank * heads * (nopeDim + valueDim);
    long output = (outputGate ? 2L : 1L) * heads * valueDim * d;
    long norms = (long) queryRank + kvRank;
    long selection = indexer == null ? 0 : indexer.params(hiddenSize, queryRank);
    return query + latent + output + norms + selection;
  }

  @Override
  public double kvElementsPerToken() {
    return kvRank + ropeDim + indexElementsPerToken();
  }

  @Override
  public double indexElementsPerToken() {
    return indexer == null ? 0 : indexer.keyElementsPerToken();
  }

  @Override
  public int windowTokens() {
    return 0;
  }

  @Override
  public double stateBytesPerSequence() {
    return 0;
  }

  @Override
  public int kvHeads() {
    return 1;
  }
}
