package dev.dryrack.serving.plan;

import java.util.Locale;

/**
 * How one model replica is spread over GPUs, and how many replicas there are.
 *
 * <p>A replica has {@code pp} pipeline stages of {@code tp × attentionDp} GPUs. Attention is
 * sharded {@code tp} ways and replicated over {@code attentionDp} ranks, each with its own requests
 * and KV cache. Routed experts are spread over {@code ep} ranks, each expert cut {@code moeTp}
 * ways, so that {@code tp × attentionDp = ep × moeTp}.
 *
 * @param tp tensor-parallel degree of attention
 * @param pp pipeline-parallel degree
 * @param attentionDp attention data-parallel degree: ranks that step in lockstep
 * @param ep expert-parallel degree
 * @param moeTp tensor-parallel degree inside an expert
 * @param replicas independent copies behind a router
 * @param redundantExperts copies of routed experts kept besides the first, per layer
 */
public record ShardingPlan(
    int tp, int pp, int attentionDp, int ep, int moeTp, int replicas, int redundantExperts) {

  /** A plan without redundant experts. */
  public ShardingPlan(int tp, int pp, int attentionDp, int ep, int moeTp, int replicas) {
    this(tp, pp, attentionDp, ep, moeTp, replicas, 0);
  }

  public ShardingPlan {
    requirePositive("tp", tp);
    requirePositive("pp", pp);
    requirePositive("attention-dp", attentionDp);
    requirePositive("ep", ep);
    requirePositive("moe-tp", moeTp);
    requirePositive("replicas", replicas);
    if (redundantExperts < 0) {
      throw new IllegalArgumentException(
          "num-redundant-experts = " + redundantExperts + ": must be 0 or more");
    }
    requireBelowLimit(
        (double) tp * pp * attentionDp * replicas, "tp × pp × attention-dp × replicas");
    requireBelowLimit((double) ep * moeTp, "ep × moe-tp");
  }

  private static final int MOST_GPUS = 1_000_000;

  /** Experts that a rank keeps of each layer with so many, redundant ones included. */
  public int expertsPerRank(int experts) {
    return (experts + redundantExperts + ep - 1) / ep;
  }

  /** GPUs of one replica. */
  public int gpusPerReplica() {
    return tp * pp * attentionDp;
  }

  /** GPUs of all replicas. */
  public int gpus() {
    return gpusPerReplica() * replicas;
  }

  /** Such as {@code TP2 × DP36 × EP72}, degrees of 1 left out; {@code TP1} if all are 1. */
  public String label() {
    StringBuilder label = new StringBuilder();
    append(label, "TP", tp);
    append(label, "PP", pp);
    append(label, "DP", attentionDp);
    append(label, "EP", ep);
    append(label, "MoE-TP", moeTp);
    if (label.isEmpty()) {
      label.append("TP1");
    }
    if (redundantExperts > 0) {
      label.append(" with ").append(redundantExperts).append(" redundant experts");
    }
    if (replicas > 1) {
      label.append(", ").append(replicas).append(" replicas");
    }
    return label.toString();
  }

  private static void append(StringBuilder label, String name, int degree) {
    if (degree > 1) {
      label.append(label.isEmpty() ? "" : " × ").append(name).append(degree);
    }
  }

  private static void requireBelowLimit(double gpus, String what) {
    if (gpus > MOST_GPUS) {
      throw new IllegalArgumentException(
          what
              + " = "
              + String.format(Locale.ROOT, "%.0f", gpus)
              + ": must be at most "
              + MOST_GPUS);
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ": must be 1 or more");
    }
  }
}
