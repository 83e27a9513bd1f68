package dev.dryrack.serving.fit;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.memory.MemoryModel;
import dev.dryrack.serving.memory.RankKv;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.PlanException;
import dev.dryrack.serving.plan.PlanRules;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A request with its open choices of precision made, ready to look at plans and numbers of GPUs.
 * Not for several threads at once.
 */
final class FitCase {

  /** How far beyond the arithmetic bound more GPUs are looked for. */
  private static final int MOST_TIMES_BOUND = 3;

  private final FitRequest request;
  private final WeightRecipe weights;
  private final Precision kvPrecision;
  private final PlanRules rules;
  private final MemoryModel memory;
  private final FitNeeds needs;
  private final LayoutSearch search;
  private final GpuBounds bounds;

  FitCase(FitRequest request) {
    this.request = request;
    this.weights = FitAdvisor.weights(request);
    this.kvPrecision = FitAdvisor.kvPrecision(request, weights);
    this.rules = new PlanRules(request.model(), weights);
    this.memory =
        new MemoryModel(
            request.model(),
            weights,
            kvPrecision,
            request.system().gpu(),
            request.limits(),
            request.settings());
    Double asked = request.kvRoomFraction();
    boolean auto = request.gpus() == FitRequest.AUTO && request.plan() == null;
    double usual = auto && request.concurrency() == 0 ? FitRequest.AUTO_KV_ROOM_FRACTION : 0;
    double room = asked == null ? usual : asked;
    this.needs =
        new FitNeeds(
            request.limits().maxModelLen(), room, request.contextTokens(), request.concurrency());
    this.search = new LayoutSearch(rules, memory, needs);
    this.bounds =
        GpuBounds.of(
            memory.weightsBytes(), memory.usableBytes(), needs, wholeKv(), request.system());
  }

  /** The KV cache of the whole model, nothing replicated. */
  private RankKv wholeKv() {
    return memory.budget(new ShardingPlan(1, 1, 1, 1, 1, 1)).worst().kv();
  }

  FitRequest request() {
    return request;
  }

  WeightRecipe weights() {
    return weights;
  }

  Precision kvPrecision() {
    return kvPrecision;
  }

  PlanRules rules() {
    return rules;
  }

  MemoryModel memory() {
    return memory;
  }

  FitNeeds needs() {
    return needs;
  }

  GpuBounds bounds() {
    return bounds;
  }

  Cluster cluster(int gpus) {
    return new Cluster(request.system(), gpus);
  }

  /**
   * The layout that the request asks for or leaves to be found.
   *
   * @throws PlanException if the plan asked for is impossible
   */
  Layout layout() {
    ShardingPlan plan = request.plan();
    if (plan != null) {
      int gpus = request.gpus() == FitRequest.AUTO ? plan.gpus() : request.gpus();
      List<String> problems = rules.problems(plan, cluster(gpus));
      if (!problems.isEmpty()) {
        throw new PlanException(plan, problems);
      }
      return Layout.of(plan, memory.budget(plan), needs);
    }
    if (request.gpus() == FitRequest.AUTO) {
      return fewestGpus();
    }
    return require(best(request.gpus()), request.gpus());
  }

  /** The best layout on so many GPUs, or null if no legal plan uses all of them. */
  @Nullable Layout best(int gpus) {
    return search.best(cluster(gpus));
  }

  /** Every legal layout on so many GPUs that is wanted. */
  List<Layout> all(int gpus, Predicate<ShardingPlan> wanted) {
    return search.all(cluster(gpus), wanted);
  }

  /**
   * The layout on the fewest GPUs, more than so many, whose verdict is no worse than {@code worst};
   * null if none is found.
   */
  @Nullable Layout fewest(int above, Verdict worst) {
    int node = request.system().gpusPerNode();
    long last =
        Math.min(
            request.system().maxGpus(),
            (long) MOST_TIMES_BOUND * Math.max(node, bounds.withRoomNodes()));
    int first = Math.max(above + 1, bounds.withRoom());
    for (int gpus = first; gpus <= last; gpus++) {
      boolean wholeNodes = gpus % node == 0;
      boolean partOfNode = gpus < node && node % gpus == 0;
      if (wholeNodes || partOfNode) {
        Layout layout = best(gpus);
        if (layout != null && layout.verdict().compareTo(worst) <= 0) {
          return layout;
        }
      }
    }
    return null;
  }

  private Layout fewestGpus() {
    Layout found = fewest(0, Verdict.TIGHT);
    if (found != null) {
      return found;
    }
    int node = request.system().gpusPerNode();
    int most = request.system().maxGpus() / node * node;
    for (int gpus = Math.min(most, bounds.withRoomNodes()); gpus < most; gpus += node) {
      Layout layout = best(gpus);
      if (layout != null) {
        return layout;
      }
    }
    return require(best(most), most);
  }

  private Layout require(@Nullable Layout layout, int gpus) {
    if (layout == null) {
      throw new IllegalArgumentException(
          "gpus = "
              + gpus
              + ": no plan spreads "
              + request.model().id()
              + " evenly over all of them; use "
              + nearestSpread(gpus));
    }
    return layout;
  }

  private String nearestSpread(int gpus) {
    int below = gpus - 1;
    while (below > 1 && best(below) == null) {
      below--;
    }
    int above = gpus + 1;
    while (above <= request.system().maxGpus() && best(above) == null) {
      above++;
    }
    return above <= request.system().maxGpus() ? below + " or " + above : String.valueOf(below);
  }
}
