package dev.dryrack.serving.model;

/**
 * The indexer of DeepSeek sparse attention (DSA): scores all past tokens cheaply, so that attention
 * reads only the best.
 *
 * @param heads index heads
 * @param headDim width of an index head
 * @param topTokens tokens that attention then reads
 * @param ownsWeights whether this layer has an indexer of its own or uses another layer's choice
 */
public record SparseIndexer(int heads, int headDim, int topTokens, boolean ownsWeights) {

  /** Parameters: query, key and weight projections; 0 if the layer uses another's choice. */
  public long params(int hiddenSize, int queryRank) {
    if (!ownsWeights) {
      return 0;
    }
    return (long) queryRank * heads * headDim
        + (long) hiddenSize * headDim
        + (long) hiddenSize * heads;
  }

  /** Numbers kept per token for scoring. */
  public int keyElementsPerToken() {
    return ownsWeights ? headDim : 0;
  }
}
