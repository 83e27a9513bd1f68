package dev.dryrack.serving.plan;

import dev.dryrack.serving.model.DenseFeedForward;
import dev.dryrack.serving.model.ExpertFeedForward;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.ModelArchitecture;
import java.util.Arrays;
import java.util.List;

/**
 * Which layers each pipeline stage holds, counted by layer group.
 *
 * <p>Stages get equal numbers of layers; what is left over goes one each to the stages before the
 * last, latest first, because the last also holds the output head (vLLM's {@code get_pp_indices}).
 * Within the model, dense layers that make up at most an eighth of an expert model lead it, as in
 * DeepSeek, Kimi and GLM; all other groups are spread evenly over the depth, as hybrid models
 * alternate them. O(layers) to build.
 */
public final class PipelineStages {

  private static final int LEADING_SHARE = 8;

  private final int[][] countByStageAndGroup;

  private PipelineStages(int[][] countByStageAndGroup) {
    this.countByStageAndGroup = countByStageAndGroup;
  }

  /**
   * Divides a model's layers.
   *
   * @throws IllegalArgumentException if there are more stages than layers
   */
  public static PipelineStages of(ModelArchitecture model, int pp) {
    int[] order = order(model.layers());
    if (pp < 1 || pp > order.length) {
      throw new IllegalArgumentException(
          "pp = " + pp + ": must be 1 to the number of layers, " + order.length);
    }
    int[][] counts = new int[pp][model.layers().size()];
    int layer = 0;
    int leftOver = order.length % pp;
    for (int stage = 0; stage < pp; stage++) {
      boolean takesOneMore = stage < pp - 1 && stage >= pp - 1 - leftOver;
      int size = order.length / pp + (takesOneMore ? 1 : 0);
      for (int i = 0; i < size; i++) {
        counts[stage][order[layer++]]++;
      }
    }
    return new PipelineStages(counts);
  }

  /** How many stages there are. */
  public int count() {
    return countByStageAndGroup.length;
  }

  /** Layers of a group (by its index in {@link ModelArchitecture#layers()}) in a stage. */
  public int layers(int stage, int group) {
    return countByStageAndGroup[stage][group];
  }

  /** Whether two stages hold the same numbers of layers of every group. */
  public boolean alike(int stage, int other) {
    return Arrays.equals(countByStageAndGroup[stage], countByStageAndGroup[other]);
  }

  /** The group index of every layer, first to last. */
  private static int[] order(List<LayerGroup> groups) {
    int total = 0;
    boolean hasExperts = false;
    for (LayerGroup group : groups) {
      total += group.count();
      hasExperts |= group.ffn() instanceof ExpertFeedForward;
    }
    int[] order = new int[total];
    int[] placed = new int[groups.size()];
    int at = 0;
    for (int g = 0; g < groups.size(); g++) {
      if (hasExperts && leads(groups.get(g), total)) {
        placed[g] = groups.get(g).count();
        Arrays.fill(order, at, at + placed[g], g);
        at += placed[g];
      }
    }
    while (at < total) {
      int next = mostDue(groups, placed);
      placed[next]++;
      order[at++] = next;
    }
    return order;
  }

  private static boolean leads(LayerGroup group, int total) {
    return group.ffn() instanceof DenseFeedForward && group.count() * LEADING_SHARE <= total;
  }

  /** The group whose next layer is earliest when its layers are spread evenly over the depth. */
  private static int mostDue(List<LayerGroup> groups, int[] placed) {
    int best = -1;
    double earliest = Double.POSITIVE_INFINITY;
    for (int g = 0; g < placed.length; g++) {
      double due = (placed[g] + 0.5) / groups.get(g).count();
      if (placed[g] < groups.get(g).count() && due < earliest) {
        earliest = due;
        best = g;
      }
    }
    return best;
  }
}
