package dev.dryrack.serving.model;

/**
 * The parameters of a model by part, all layers together. Multi-token-prediction modules and vision
 * towers are not counted.
 *
 * @param embedding embedding table
 * @param head output head; 0 if it is the embedding table
 * @param attention token mixers of every kind, sparse-attention indexers included
 * @param denseFfn dense feed-forward networks
 * @param routed routed experts
 * @param shared shared experts
 * @param router routers
 * @param other latent projections of experts, hyper-connections
 * @param norms norms of the residual stream
 * @param routedActive of {@code routed}, those of the experts that one token visits
 * @param tiedHead whether the embedding table serves as output head
 */
public record ParameterCounts(
    long embedding,
    long head,
    long attention,
    long denseFfn,
    long routed,
    long shared,
    long router,
    long other,
    long norms,
    long routedActive,
    boolean tiedHead) {

  /** Counts a model; O(layer groups). */
  public static ParameterCounts of(ModelArchitecture model) {
    int d = model.hiddenSize();
    long attention = 0;
    long dense = 0;
    long routed = 0;
    long routedActive = 0;
    long shared = 0;
    long router = 0;
    long other = 0;
    long norms = d;
    for (LayerGroup group : model.layers()) {
      long n = group.count();
      TokenMixer mixer = group.mixer();
      if (mixer != null) {
        attention += n * mixer.params(d);
        norms += n * d;
      }
      FeedForward ffn = group.ffn();
      if (ffn != null) {
        norms += n * d;
      }
      if (ffn instanceof DenseFeedForward network) {
        dense += n * network.params(d);
      } else if (ffn instanceof ExpertFeedForward experts) {
        routed += n * experts.routedParams(d);
        routedActive += n * experts.topK() * experts.paramsPerExpert(d);
        shared += n * experts.sharedParams(d);
        router += n * experts.routerParams(d);
        other += n * experts.latentParams(d);
      }
      other += n * group.extraParams();
    }
    long table = (long) model.vocabularySize() * d;
    boolean tied = model.tiedEmbeddings();
    return new ParameterCounts(
        table,
        tied ? 0 : table,
        attention,
        dense,
        routed,
        shared,
        router,
        other,
        norms,
        routedActive,
        tied);
  }

  /** All parameters. */
  public long total() {
    return embedding + head + attention + denseFfn + routed + shared + router + other + norms;
  }

  /** Parameters that one token is multiplied with, the output head included. */
  public long activeExcludingEmbedding() {
    return activeIncludingEmbedding() - (tiedHead ? 0 : embedding);
  }

  /** {@link #activeExcludingEmbedding()} and the embedding table, of which a token reads a row. */
  public long activeIncludingEmbedding() {
    return total() - routed + routedActive;
  }
}
