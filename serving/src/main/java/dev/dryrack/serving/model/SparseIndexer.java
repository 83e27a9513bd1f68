package dev.dryrack.serving.model;

/**
 * The indexer of sparse attention: scores all past tokens cheaply, so that attention reads only the
 * best (DSA: DeepSeek-V3.2 report, 2025-09; block-wise in MiniMax M3).
 *
 * @param heads index heads
 * @param headDim width of an index head; all heads share one key
 * @param topTokens tokens that attention then reads
 * @param ownsWeights whether this layer has an indexer of its own or uses another layer's choice
 */
public record SparseIndexer(int heads, int headDim, int topTokens, boolean ownsWeights) {

  /**
   * Parameters of an indexer whose queries come from the query latent: query, key and head-weight
   * projections; 0 if the layer uses another's choice.
   */
  public long params(int hiddenSize, int queryRank) {
    if (!ownsWeights) {
      return 0;
    }
    return (long) queryRank * heads * headDim
        + (long) hiddenSize * headDim
        + (long) hiddenSize * heads;
  }

  /** Parameters of an indexer whose queries come from the residual stream, without head weights. */
  public long paramsFromHidden(int hiddenSize) {
    return ownsWeights ? (long) hiddenSize * (heads + 1) * headDim : 0;
  }

  /** Numbers kept per token for scoring. */
  public int keyElementsPerToken() {
    return ownsWeights ? headDim : 0;
  }
}
