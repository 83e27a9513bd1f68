package dev.dryrack.serving.cost;

import dev.dryrack.serving.model.CompressedAttention;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.LatentAttention;
import dev.dryrack.serving.model.LinearAttention;
import dev.dryrack.serving.model.TokenMixer;
import java.util.List;

/** The cost of one layer's token mixer on one rank. */
interface MixerCost {

  /** What does not depend on context: projections and fixed times. */
  void addTokens(double tokens, OperationTimes into);

  List<DecodeTerm> decode();

  List<PrefillTerm> prefill();

  static MixerCost of(TokenMixer mixer, RankCost rank) {
    if (mixer instanceof GroupedQueryAttention grouped) {
      return new GroupedQueryCost(grouped, rank);
    }
    if (mixer instanceof LatentAttention latent) {
      return new LatentCost(latent, rank);
    }
    if (mixer instanceof CompressedAttention compressed) {
      return new CompressedCost(compressed, rank);
    }
    return new LinearCost((LinearAttention) mixer, rank);
  }
}
