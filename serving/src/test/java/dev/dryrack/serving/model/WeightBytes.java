package dev.dryrack.serving.model;

/**
 * The bytes of a model's weights by part, block scales included, all layers together, from its
 * parameter counts alone: what a rank that holds the whole model must come out at.
 *
 * @param embedding embedding table
 * @param head output head; 0 if it is the embedding table
 * @param attention token mixers of every kind
 * @param denseFfn dense feed-forward networks
 * @param routed routed experts
 * @param shared shared experts
 * @param router routers
 * @param other latent projections of experts, hyper-connections
 * @param norms norms of the residual stream
 */
public record WeightBytes(
    long embedding,
    long head,
    long attention,
    long denseFfn,
    long routed,
    long shared,
    long router,
    long other,
    long norms) {

  /** Bytes of a model's weights in given precisions, each part rounded to whole bytes. */
  public static WeightBytes of(ModelArchitecture model, WeightRecipe recipe) {
    ParameterCounts counts = ParameterCounts.of(model);
    double linear = recipe.otherLinear().bytesPerElement();
    double table = recipe.embedding().bytesPerElement();
    return new WeightBytes(
        Math.round(counts.embedding() * table),
        Math.round(counts.head() * table),
        Math.round(counts.attention() * linear),
        Math.round(counts.denseFfn() * linear),
        Math.round(counts.routed() * recipe.routedExperts().bytesPerElement()),
        Math.round(counts.shared() * linear),
        Math.round(counts.router() * table),
        Math.round(counts.other() * linear),
        Math.round(counts.norms() * table));
  }

  /** All weights. */
  public long total() {
    return embedding + head + attention + denseFfn + routed + shared + router + other + norms;
  }
}
