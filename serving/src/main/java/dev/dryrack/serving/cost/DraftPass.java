package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.serving.model.FeedForward;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.TokenMixer;
import java.util.List;
import java.util.Objects;

/**
 * A pass of the layer that drafts over one token per decoding sequence. Its launch from the host is
 * taken to be hidden; so are its two norms of inputs and the projection of both to one.
 */
final class DraftPass {

  private final MixerCost mixer;
  private final FeedForwardCost feedForward;

  private DraftPass(MixerCost mixer, FeedForwardCost feedForward) {
    this.mixer = mixer;
    this.feedForward = feedForward;
  }

  /** That of the model's last layer. */
  static DraftPass of(ModelArchitecture model, RankCost rank) {
    LayerGroup last = model.layers().get(model.layers().size() - 1);
    TokenMixer mixer = Objects.requireNonNull(last.mixer(), "a layer that drafts has a mixer");
    FeedForward ffn = Objects.requireNonNull(last.ffn(), "a layer that drafts has an FFN");
    return new DraftPass(MixerCost.of(mixer, rank), FeedForwardCost.of(ffn, rank));
  }

  /** By the tokens of the fullest rank, with norms and reductions of one layer. */
  KernelTime rankTime(double tokens, KernelTime norm, KernelTime allReduce) {
    OperationTimes times = new OperationTimes();
    mixer.addTokens(tokens, times);
    feedForward.addRankTokens(tokens, times);
    return times.sum().plus(norm.times(2)).plus(allReduce);
  }

  /** By the tokens of all ranks. */
  KernelTime totalTime(double tokens) {
    OperationTimes times = new OperationTimes();
    feedForward.addTotalTokens(tokens, times);
    return times.sum();
  }

  List<DecodeTerm> decode() {
    return mixer.decode();
  }
}
