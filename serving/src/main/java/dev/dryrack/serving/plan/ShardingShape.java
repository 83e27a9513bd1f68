package dev.dryrack.serving.plan;

import dev.dryrack.serving.model.CompressedAttention;
import dev.dryrack.serving.model.DenseFeedForward;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.model.FeedForward;
import dev.dryrack.serving.model.GroupedQueryAttention;
import dev.dryrack.serving.model.LatentAttention;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.LinearAttention;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.TokenMixer;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a model that parallel degrees must divide.
 *
 * @param layers layers that pipeline stages share
 * @param heads distinct head counts of its token mixers
 * @param kvHeads distinct KV head counts of its grouped-query attention
 * @param experts distinct numbers of routed experts; empty for a dense model
 * @param expertWidths distinct inner widths of routed experts
 * @param denseWidths distinct inner widths of dense and shared feed-forward networks
 * @param latent whether any attention keeps one key-value latent that all heads share
 */
record ShardingShape(
    int layers,
    List<Integer> heads,
    List<Integer> kvHeads,
    List<Integer> experts,
    List<Integer> expertWidths,
    List<Integer> denseWidths,
    boolean latent) {

  static ShardingShape of(ModelArchitecture model) {
    return new ShardingShape(
        model.layers().stream().mapToInt(LayerGroup::count).sum(),
        distinct(model, group -> heads(group.mixer())),
        distinct(model, group -> kvHeads(group.mixer())),
        distinct(model, group -> group.ffn() instanceof ExpertFeedForward e ? e.experts() : 0),
        distinct(model, group -> group.ffn() instanceof ExpertFeedForward e ? e.width() : 0),
        distinct(model, group -> denseWidth(group.ffn())),
        model.layers().stream().anyMatch(group -> latent(group.mixer())));
  }

  boolean dense() {
    return experts.isEmpty();
  }

  private static List<Integer> distinct(ModelArchitecture model, ToIntFunction<LayerGroup> number) {
    return model.layers().stream()
        .mapToInt(number)
        .filter(n -> n > 0)
        .distinct()
        .sorted()
        .boxed()
        .toList();
  }

  private static int heads(@Nullable TokenMixer mixer) {
    if (mixer instanceof GroupedQueryAttention gqa) {
      return gqa.heads();
    } else if (mixer instanceof LatentAttention mla) {
      return mla.heads();
    } else if (mixer instanceof CompressedAttention compressed) {
      return compressed.heads();
    } else if (mixer instanceof LinearAttention linear) {
      return linear.heads();
    }
    return 0;
  }

  private static boolean latent(@Nullable TokenMixer mixer) {
    return mixer instanceof LatentAttention || mixer instanceof CompressedAttention;
  }

  private static int kvHeads(@Nullable TokenMixer mixer) {
    return mixer instanceof GroupedQueryAttention gqa ? gqa.kvHeads() : 0;
  }

  private static int denseWidth(@Nullable FeedForward ffn) {
    if (ffn instanceof DenseFeedForward dense) {
      return dense.width();
    }
    return ffn instanceof ExpertFeedForward experts ? experts.sharedWidth() : 0;
  }
}
