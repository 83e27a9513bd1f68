package dev.dryrack.serving.fit;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.serving.memory.MemoryModel;
import dev.dryrack.serving.plan.PlanRules;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The best of all legal ways to spread a model over all GPUs of a cluster.
 *
 * <p>The rule, in order:
 *
 * <ol>
 *   <li>a better {@link Verdict};
 *   <li>tensor-parallel groups inside a scale-up domain;
 *   <li>fewer pipeline stages;
 *   <li>KV tokens: layouts within a tenth of the most are equal; of those that do not fit, the one
 *       that lacks least;
 *   <li>a stage in fewer scale-up domains, so that expert all-to-alls stay on NVLink;
 *   <li>experts cut into fewer parts, then less tensor parallelism, then more KV tokens, then fewer
 *       replicas.
 * </ol>
 *
 * <p>Experts are spread whole as far as they divide (expert parallelism) and cut no more than that
 * leaves over (MoE-TP): every such split holds the same weights, and whole experts are faster.
 *
 * <p>Cost: one budget for each way to factor the GPUs into replicas, stages, attention-DP and
 * tensor parallelism that the rules allow, some hundred for 144 GPUs. Deeper pipelines are not
 * looked at once a shallower one fits inside domains.
 */
final class LayoutSearch {

  private static final double EQUAL_KV_TOKENS = 0.9;

  private final PlanRules rules;
  private final MemoryModel memory;
  private final FitNeeds needs;
  private final long weightsBytes;
  private final long usableBytes;

  LayoutSearch(PlanRules rules, MemoryModel memory, FitNeeds needs) {
    this.rules = rules;
    this.memory = memory;
    this.needs = needs;
    this.weightsBytes = memory.weightsBytes();
    this.usableBytes = memory.usableBytes();
  }

  /** The best layout, or null if no legal plan uses all GPUs. */
  @Nullable Layout best(Cluster cluster) {
    int gpus = cluster.gpus();
    List<Layout> layouts = new ArrayList<>();
    for (int pp = 1; pp <= gpus; pp++) {
      if (gpus % pp == 0 && rules.allowsPp(pp)) {
        collect(cluster, pp, layouts);
        if (anyFitsInsideDomains(layouts, cluster)) {
          break;
        }
      }
    }
    return choose(layouts, cluster);
  }

  /** Every legal layout that uses all GPUs and is wanted, with every way to divide experts. */
  List<Layout> all(Cluster cluster, Predicate<ShardingPlan> wanted) {
    int gpus = cluster.gpus();
    List<ShardingPlan> plans = new ArrayList<>();
    for (int pp = 1; pp <= gpus; pp++) {
      if (gpus % pp != 0 || !rules.allowsPp(pp)) {
        continue;
      }
      for (int replicas = 1; replicas <= gpus / pp; replicas++) {
        if (gpus / pp % replicas == 0) {
          collectCuts(gpus / pp / replicas, pp, replicas, plans);
        }
      }
    }
    List<Layout> layouts = new ArrayList<>();
    for (ShardingPlan plan : plans) {
      if (wanted.test(plan)) {
        layouts.add(Layout.of(plan, memory.budget(plan), needs));
      }
    }
    return layouts;
  }

  private void collectCuts(int stageGpus, int pp, int replicas, List<ShardingPlan> plans) {
    for (int tp = 1; tp <= stageGpus; tp++) {
      if (stageGpus % tp != 0 || !rules.allowsTp(tp)) {
        continue;
      }
      for (int moeTp = 1; moeTp <= stageGpus; moeTp++) {
        boolean spreads =
            stageGpus % moeTp == 0 && rules.allowsEp(stageGpus / moeTp) && rules.allowsMoeTp(moeTp);
        if (rules.dense() ? moeTp == 1 && tp == stageGpus : spreads) {
          plans.add(plan(tp, pp, stageGpus / tp, moeTp, replicas));
        }
      }
    }
  }

  private void collect(Cluster cluster, int pp, List<Layout> layouts) {
    int perStage = cluster.gpus() / pp;
    for (int replicas = 1; replicas <= perStage; replicas++) {
      if (perStage % replicas != 0) {
        continue;
      }
      int stageGpus = perStage / replicas;
      boolean hopeless = weightsBytes > (double) usableBytes * stageGpus * pp;
      if (hopeless && replicas > 1) {
        break;
      }
      int moeTp = fewestCuts(stageGpus);
      for (int tp = 1; moeTp > 0 && tp <= stageGpus; tp++) {
        if (stageGpus % tp == 0 && rules.allowsTp(tp)) {
          add(tp, pp, stageGpus / tp, moeTp, replicas, layouts);
        }
      }
    }
  }

  /** The least MoE-TP that spreads the experts evenly over a stage; 0 if none does. */
  private int fewestCuts(int stageGpus) {
    if (rules.dense()) {
      return 1;
    }
    for (int moeTp = 1; moeTp <= stageGpus; moeTp++) {
      if (stageGpus % moeTp == 0 && rules.allowsEp(stageGpus / moeTp) && rules.allowsMoeTp(moeTp)) {
        return moeTp;
      }
    }
    return 0;
  }

  private void add(int tp, int pp, int attentionDp, int moeTp, int replicas, List<Layout> layouts) {
    if (rules.dense() && attentionDp > 1) {
      return;
    }
    ShardingPlan plan = plan(tp, pp, attentionDp, moeTp, replicas);
    layouts.add(Layout.of(plan, memory.budget(plan), needs));
  }

  private ShardingPlan plan(int tp, int pp, int attentionDp, int moeTp, int replicas) {
    int ep = rules.dense() ? 1 : tp * attentionDp / moeTp;
    return new ShardingPlan(tp, pp, attentionDp, ep, moeTp, replicas);
  }

  private static @Nullable Layout choose(List<Layout> layouts, Cluster cluster) {
    Layout first = null;
    for (Layout layout : layouts) {
      if (first == null || compareClass(layout, first, cluster) < 0) {
        first = layout;
      }
    }
    if (first == null) {
      return null;
    }
    return first.verdict() == Verdict.DOES_NOT_FIT
        ? lacksLeast(layouts, first)
        : bestOfClass(layouts, first, cluster);
  }

  private static Layout lacksLeast(List<Layout> layouts, Layout first) {
    Layout least = first;
    for (Layout layout : layouts) {
      if (layout.marginBytes() > least.marginBytes()) {
        least = layout;
      }
    }
    return least;
  }

  private static Layout bestOfClass(List<Layout> layouts, Layout first, Cluster cluster) {
    long most = 0;
    for (Layout layout : layouts) {
      if (compareClass(layout, first, cluster) == 0) {
        most = Math.max(most, layout.kvTokens());
      }
    }
    Layout best = null;
    for (Layout layout : layouts) {
      if (compareClass(layout, first, cluster) == 0
          && layout.kvTokens() >= EQUAL_KV_TOKENS * most
          && (best == null || compareEquals(layout, best, cluster) < 0)) {
        best = layout;
      }
    }
    return best == null ? first : best;
  }

  /** Order by verdict, crossing of domains and pipeline depth. */
  private static int compareClass(Layout one, Layout other, Cluster cluster) {
    int order = one.verdict().compareTo(other.verdict());
    if (order == 0) {
      order = Boolean.compare(crosses(one, cluster), crosses(other, cluster));
    }
    return order != 0 ? order : Integer.compare(one.plan().pp(), other.plan().pp());
  }

  /** Order of layouts whose KV tokens count as equal. */
  private static int compareEquals(Layout one, Layout other, Cluster cluster) {
    int order = Integer.compare(stageDomains(one, cluster), stageDomains(other, cluster));
    if (order == 0) {
      order = Integer.compare(one.plan().moeTp(), other.plan().moeTp());
    }
    if (order == 0) {
      order = Integer.compare(one.plan().tp(), other.plan().tp());
    }
    if (order == 0) {
      order = Long.compare(other.kvTokens(), one.kvTokens());
    }
    return order != 0 ? order : Integer.compare(one.plan().replicas(), other.plan().replicas());
  }

  private static boolean anyFitsInsideDomains(List<Layout> layouts, Cluster cluster) {
    for (Layout layout : layouts) {
      if (layout.verdict() == Verdict.FITS && !crosses(layout, cluster)) {
        return true;
      }
    }
    return false;
  }

  private static boolean crosses(Layout layout, Cluster cluster) {
    return PlanRules.crossesDomains(layout.plan().tp(), cluster);
  }

  /** Scale-up domains that the GPUs of one pipeline stage are in. */
  private static int stageDomains(Layout layout, Cluster cluster) {
    int stageGpus = layout.plan().tp() * layout.plan().attentionDp();
    int domain = cluster.system().gpusPerDomain();
    return (stageGpus + domain - 1) / domain;
  }
}
