package dev.dryrack.serving.plan;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Which sharding plans are possible for a model, and why others are not.
 *
 * <p>Every rule is one method that says yes or no; {@link #problems(ShardingPlan, Cluster)} turns
 * all that are broken into sentences that name the degree, its value, what it breaks and the
 * nearest degrees that would not. The rules are those of engines that shard evenly (vLLM, SGLang,
 * TensorRT-LLM): heads, experts and widths divide; KV heads may be replicated; block-quantised
 * expert weights are cut only between blocks, save MXFP4's, whose shards engines pad ({@link
 * #shardWidth}).
 */
public final class PlanRules {

  private final ShardingShape shape;

  /**
   * Multiple to which vLLM pads the width of an MXFP4 expert's shard at least: 64 for Triton's
   * kernels, 128 for Marlin's, CUTLASS's and FlashInfer's of Hopper, 256 for TensorRT-LLM's of
   * Blackwell; all but the first pad the model's width as well, which is not counted
   * (Mxfp4MoEMethod.create_weights in vllm/model_executor/layers/quantization/mxfp4.py of
   * vllm-project/vllm @007d5005).
   */
  private static final int MXFP4_PAD = 64;

  private final int expertGranule;
  private final @Nullable Precision experts;

  /**
   * Rules for a model.
   *
   * @param recipe precisions of its weights, which decide where experts may be cut; null if unknown
   */
  public PlanRules(ModelArchitecture model, @Nullable WeightRecipe recipe) {
    this.shape = ShardingShape.of(model);
    this.experts = recipe == null ? null : recipe.routedExperts();
    this.expertGranule = recipe == null ? 1 : granule(recipe.routedExperts());
  }

  /** All reasons why the plan is impossible, each with a remedy; empty if it is possible. */
  public static List<String> problems(ModelArchitecture model, ShardingPlan plan, Cluster cluster) {
    return new PlanRules(model, null).problems(plan, cluster);
  }

  /** All reasons why the deployment's plan is impossible, that of block scales included. */
  public static List<String> problems(Deployment deployment) {
    return new PlanRules(deployment.model(), deployment.weights())
        .problems(deployment.plan(), deployment.cluster());
  }

  /** All reasons why the plan is impossible, each with a remedy; empty if it is possible. */
  public List<String> problems(ShardingPlan plan, Cluster cluster) {
    List<String> problems = new ArrayList<>();
    gpus(plan, cluster, problems);
    tensorParallel(plan, problems);
    pipeline(plan, problems);
    if (shape.dense()) {
      dense(plan, problems);
    } else {
      experts(plan, problems);
    }
    return List.copyOf(problems);
  }

  /** What is possible but costs memory or speed. */
  public List<String> notes(ShardingPlan plan, Cluster cluster) {
    List<String> notes = new ArrayList<>();
    for (int kvHeads : shape.kvHeads()) {
      if (plan.tp() > kvHeads) {
        notes.add(
            "tp = "
                + plan.tp()
                + " exceeds "
                + kvHeads
                + " KV heads: each is kept "
                + plan.tp() / kvHeads
                + " times");
      }
    }
    if (shape.latent() && plan.tp() > 1) {
      notes.add(
          "tp = "
              + plan.tp()
              + " keeps the latent KV cache "
              + plan.tp()
              + " times: it has no heads to divide");
    }
    for (int width : shape.expertWidths()) {
      int padded = experts == null ? 0 : shardWidth(experts, width, plan.moeTp());
      int even = (width + plan.moeTp() - 1) / plan.moeTp();
      if (padded > even) {
        notes.add(
            "moe-tp = "
                + plan.moeTp()
                + " cuts mxfp4 experts to a width of "
                + even
                + ", counted as "
                + padded
                + ": engines pad it to a multiple of "
                + MXFP4_PAD
                + ", some of 128 or 256");
      }
    }
    if (crossesDomains(plan.tp(), cluster)) {
      notes.add(
          "tp = "
              + plan.tp()
              + " spans scale-up domains of "
              + cluster.system().gpusPerDomain()
              + " GPUs: its all-reduces cross the scale-out network");
    }
    return List.copyOf(notes);
  }

  /** Whether heads and dense widths can be cut so many ways. */
  public boolean allowsTp(int tp) {
    for (int kvHeads : shape.kvHeads()) {
      if (kvHeads % tp != 0 && tp % kvHeads != 0) {
        return false;
      }
    }
    return allDivide(shape.heads(), tp) && allDivide(shape.denseWidths(), tp);
  }

  /** Whether there is a layer for each of so many pipeline stages. */
  public boolean allowsPp(int pp) {
    return pp <= shape.layers();
  }

  /** Whether routed experts spread evenly over so many ranks. */
  public boolean allowsEp(int ep) {
    return shape.dense() ? ep == 1 : allDivide(shape.experts(), ep);
  }

  private void expertRanks(ShardingPlan plan, List<String> problems) {
    int fewest = shape.experts().get(0);
    int ep = plan.ep();
    int redundant = plan.redundantExperts();
    boolean even = true;
    for (int experts : shape.experts()) {
      even &= (experts + redundant) % ep == 0;
    }
    if (even && fewest + redundant >= ep) {
      return;
    }
    int copies = Math.floorMod(-fewest, ep);
    String kept = redundant == 0 ? " experts" : " experts and " + redundant + " redundant ones";
    problems.add(
        "ep = "
            + ep
            + (ep > fewest + redundant ? " exceeds " : " does not divide ")
            + listed(shape.experts())
            + kept
            + " (redundant experts would be needed: num-redundant-experts = "
            + copies
            + "): use that, or use "
            + nearest(ep, fewest, this::allowsEp));
  }

  /** Whether an expert can be cut so many ways, between its block scales. */
  public boolean allowsMoeTp(int moeTp) {
    for (int width : shape.expertWidths()) {
      if (width % moeTp != 0 || (moeTp > 1 && width / moeTp % expertGranule != 0)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a tensor-parallel group of this size has members in more than one scale-up domain. */
  public static boolean crossesDomains(int tp, Cluster cluster) {
    int domain = cluster.system().gpusPerDomain();
    return cluster.gpus() > domain && tp > 1 && domain % tp != 0;
  }

  /** Whether the model has no routed experts. */
  public boolean dense() {
    return shape.dense();
  }

  private void gpus(ShardingPlan plan, Cluster cluster, List<String> problems) {
    if (plan.gpus() != cluster.gpus()) {
      problems.add(
          "tp × pp × attention-dp × replicas = "
              + plan.tp()
              + " × "
              + plan.pp()
              + " × "
              + plan.attentionDp()
              + " × "
              + plan.replicas()
              + " = "
              + plan.gpus()
              + " GPUs, but the cluster has "
              + cluster.gpus()
              + gpusRemedy(plan, cluster));
    }
  }

  private static String gpusRemedy(ShardingPlan plan, Cluster cluster) {
    if (cluster.gpus() % plan.gpusPerReplica() == 0) {
      return ": use replicas = "
          + cluster.gpus() / plan.gpusPerReplica()
          + " or gpus = "
          + plan.gpus();
    }
    int others = plan.tp() * plan.pp() * plan.replicas();
    if (cluster.gpus() % others == 0) {
      return ": use attention-dp = " + cluster.gpus() / others + " or gpus = " + plan.gpus();
    }
    return ": choose degrees that multiply to " + cluster.gpus() + ", or gpus = " + plan.gpus();
  }

  private void tensorParallel(ShardingPlan plan, List<String> problems) {
    int tp = plan.tp();
    StringBuilder broken = new StringBuilder();
    shape.heads().stream()
        .filter(h -> h % tp != 0)
        .forEach(h -> append(broken, "does not divide " + h + " attention heads"));
    shape.kvHeads().stream()
        .filter(kv -> kv % tp != 0 && tp % kv != 0)
        .forEach(kv -> append(broken, "neither divides " + kv + " KV heads nor is a multiple"));
    shape.denseWidths().stream()
        .filter(w -> w % tp != 0)
        .forEach(w -> append(broken, "does not divide a feed-forward width of " + w));
    if (!broken.isEmpty()) {
      int most = shape.heads().stream().mapToInt(Integer::intValue).max().orElse(tp);
      problems.add("tp = " + tp + " " + broken + ": use " + nearest(tp, most, this::allowsTp));
    }
  }

  private void pipeline(ShardingPlan plan, List<String> problems) {
    if (!allowsPp(plan.pp())) {
      problems.add(
          "pp = "
              + plan.pp()
              + " exceeds "
              + shape.layers()
              + " layers: use "
              + shape.layers()
              + " or fewer");
    }
  }

  private static void dense(ShardingPlan plan, List<String> problems) {
    if (plan.ep() != 1) {
      problems.add("ep = " + plan.ep() + ": a dense model has no experts to spread: use ep = 1");
    }
    if (plan.redundantExperts() > 0) {
      problems.add(
          "num-redundant-experts = "
              + plan.redundantExperts()
              + ": a dense model has no experts: leave it out");
    }
    if (plan.moeTp() != 1 && plan.moeTp() != plan.tp()) {
      problems.add(
          "moe-tp = " + plan.moeTp() + ": a dense model has no experts to cut: use moe-tp = 1");
    }
    if (plan.attentionDp() != 1) {
      problems.add(
          "attention-dp = "
              + plan.attentionDp()
              + ": a dense model has no experts for its ranks to share: use replicas = "
              + (long) plan.attentionDp() * plan.replicas());
    }
  }

  private void experts(ShardingPlan plan, List<String> problems) {
    int attention = plan.tp() * plan.attentionDp();
    if (attention != plan.ep() * plan.moeTp()) {
      problems.add(
          "tp × attention-dp = "
              + plan.tp()
              + " × "
              + plan.attentionDp()
              + " = "
              + attention
              + " but ep × moe-tp = "
              + plan.ep()
              + " × "
              + plan.moeTp()
              + " = "
              + plan.ep() * plan.moeTp()
              + ", though both are the GPUs of a stage: "
              + splitRemedy(attention));
    }
    expertRanks(plan, problems);
    if (!allowsMoeTp(plan.moeTp())) {
      String blocks =
          expertGranule == 1
              ? ""
              : " into multiples of its " + expertGranule + "-wide scale blocks";
      problems.add(
          "moe-tp = "
              + plan.moeTp()
              + " does not cut an expert width of "
              + listed(shape.expertWidths())
              + blocks
              + " evenly: use "
              + nearest(plan.moeTp(), shape.expertWidths().get(0), this::allowsMoeTp));
    }
  }

  private String splitRemedy(int gpus) {
    for (int moeTp = 1; moeTp <= gpus; moeTp++) {
      if (gpus % moeTp == 0 && allowsEp(gpus / moeTp) && allowsMoeTp(moeTp)) {
        return "use ep = " + gpus / moeTp + ", moe-tp = " + moeTp;
      }
    }
    return "no ep and moe-tp spread the experts evenly over "
        + gpus
        + " GPUs; change tp or attention-dp";
  }

  /**
   * Width of a rank's shard of an expert in memory. Engines pad MXFP4 shards to the multiple that
   * their kernels take, at least 64, cut or not; other precisions are cut evenly.
   */
  public static int shardWidth(Precision precision, int width, int moeTp) {
    int even = (width + moeTp - 1) / moeTp;
    return precision == Precision.MXFP4 ? (even + MXFP4_PAD - 1) / MXFP4_PAD * MXFP4_PAD : even;
  }

  /**
   * Width in which weights of a precision can be cut without splitting a scale block; MXFP4 is
   * padded.
   */
  private static int granule(Precision precision) {
    return switch (precision) {
      case FP8_BLOCK -> 128;
      case MXFP8, INT4 -> 32;
      case NVFP4 -> 16;
      case MXFP4, FP32, BF16, FP8, INT8 -> 1;
    };
  }

  private static boolean allDivide(List<Integer> numbers, int degree) {
    for (int number : numbers) {
      if (number % degree != 0) {
        return false;
      }
    }
    return true;
  }

  private static String nearest(int wanted, int most, IntPredicate legal) {
    int below = Math.min(wanted, most);
    while (below > 1 && !legal.test(below)) {
      below--;
    }
    int above = wanted + 1;
    while (above <= most && !legal.test(above)) {
      above++;
    }
    return above <= most ? below + " or " + above : String.valueOf(below);
  }

  private static void append(StringBuilder text, String part) {
    text.append(text.isEmpty() ? "" : " and ").append(part);
  }

  private static String listed(List<Integer> numbers) {
    StringBuilder text = new StringBuilder();
    for (int number : numbers) {
      text.append(text.isEmpty() ? "" : " and ").append(number);
    }
    return text.toString();
  }
}
