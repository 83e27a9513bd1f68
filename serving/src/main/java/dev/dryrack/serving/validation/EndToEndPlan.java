package dev.dryrack.serving.validation;

import dev.dryrack.serving.plan.ShardingPlan;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the parallelism columns of end-to-end tables are read, as tables mix conventions.
 *
 * <ol>
 *   <li>GPUs of a replica are tp × attention-DP where these equal moe-tp × moe-ep.
 *   <li>An id that ends in {@code tpT_epE} names the plan: T GPUs, E expert ranks.
 *   <li>Degrees that were multiplied twice are divided again: (tp, moe-tp × moe-ep) = (64, 8 × 8)
 *       is TP8 with EP8 on 8 GPUs, attention-DP 64 likewise DP8, (tp, DP, ep) = (4, 4, 16) is DP4
 *       with EP4 on 4 GPUs.
 *   <li>Where no attention-DP is stated, it is concurrency over batch if that is the number of
 *       GPUs; experts spread over more GPUs than tp are attention-DP too. A dense model's ranks of
 *       attention-DP are replicas.
 * </ol>
 */
final class EndToEndPlan {

  private static final Pattern NAMED = Pattern.compile("_tp(\\d+)(?:_\\d+)?_ep(\\d+)(?:_\\d+)*$");

  /** GPUs of a worker up to which SGLang's flag of attention-DP without expert ranks is wrong. */
  private static final int NODE = 8;

  private EndToEndPlan() {}

  /**
   * The plan of an aggregated row.
   *
   * @param experts whether the model has routed experts
   * @throws Refusal if the columns contradict each other
   */
  static ShardingPlan aggregated(PointTable.Row row, boolean experts) {
    int tp = Math.max(1, row.whole("tp_size"));
    int pp = Math.max(1, row.whole("pp_size"));
    boolean stated = row.whole("attention_dp_size") > 0;
    int dp = Math.max(1, row.whole("attention_dp_size"));
    int moeTp = Math.max(1, row.whole("moe_tp_size"));
    int ep = Math.max(1, row.whole("moe_ep_size"));
    int batch = row.whole("batch_size");
    int concurrency = row.whole("concurrency");
    int copies = batch > 0 && concurrency > 0 && concurrency % batch == 0 ? concurrency / batch : 1;
    if (!experts) {
      return dense(tp, pp, stated && dp > 1 ? dp : copies);
    }
    Matcher named = NAMED.matcher(row.text("id"));
    boolean doubled = stated && tp * dp == moeTp * ep && moeTp == ep && ep > 1;
    if (doubled && (!named.find() || Integer.parseInt(named.group(1)) == ep)) {
      return dp > 1 ? plan(1, pp, ep, ep, 1) : plan(ep, pp, 1, ep, 1);
    }
    if (tp == dp && tp > 1 && moeTp * ep == tp * dp) {
      return plan(1, pp, dp, moeTp > 1 ? 1 : dp, moeTp > 1 ? dp : 1);
    }
    if (!stated) {
      return unstated(tp, pp, moeTp, ep, copies);
    }
    if (tp * dp != moeTp * ep) {
      throw new Refusal("tp × attention_dp differs from moe_tp × moe_ep, and no rule reads it");
    }
    return plan(tp, pp, dp, ep, moeTp);
  }

  private static ShardingPlan unstated(int tp, int pp, int moeTp, int ep, int copies) {
    int expertGpus = moeTp * ep;
    if (copies > 1 && copies == tp && expertGpus == tp) {
      return plan(1, pp, tp, ep, moeTp);
    }
    if (expertGpus == 1) {
      return plan(tp, pp, 1, 1, tp);
    }
    if (expertGpus % tp == 0) {
      return plan(tp, pp, expertGpus / tp, ep, moeTp);
    }
    throw new Refusal("tp × attention_dp differs from moe_tp × moe_ep, and no rule reads it");
  }

  /**
   * The plan of one worker of a pool of a disaggregated row, whose flags are right or follow rule
   * 3.
   *
   * @param pool {@code prefill} or {@code decode}
   */
  static ShardingPlan worker(PointTable.Row row, String pool, boolean experts) {
    int tp = Math.max(1, row.whole(pool + "_tp_size"));
    int pp = Math.max(1, row.whole(pool + "_pp_size"));
    int dp = Math.max(1, row.whole(pool + "_attention_dp_size"));
    int moeTp = Math.max(1, row.whole(pool + "_moe_tp_size"));
    int ep = Math.max(1, row.whole(pool + "_moe_ep_size"));
    if (!experts) {
      return dense(tp, pp, dp);
    }
    int gpus = tp * dp;
    if (tp == 1 && dp > 1 && ep == 1 && moeTp == dp && dp <= NODE && decodesOnSglang(row, pool)) {
      // Later rows of the same pools on the same engine and system state tensor parallelism.
      return plan(dp, pp, 1, 1, dp);
    }
    if (dp > 1 && ep == 1) {
      // Workers with attention-DP ran with as many expert ranks; the flag says 1 for all of them.
      return plan(tp, pp, dp, gpus, 1);
    }
    if (moeTp * ep != gpus) {
      if (gpus % ep == 0) {
        return plan(tp, pp, dp, ep, gpus / ep);
      }
      throw new Refusal("experts of a pool are spread over other GPUs than its attention");
    }
    return plan(tp, pp, dp, ep, moeTp);
  }

  private static boolean decodesOnSglang(PointTable.Row row, String pool) {
    return pool.equals("decode") && row.text("backend").toLowerCase(Locale.ROOT).contains("sgl");
  }

  private static ShardingPlan dense(int tp, int pp, int replicas) {
    return new ShardingPlan(tp, pp, 1, 1, 1, replicas);
  }

  private static ShardingPlan plan(int tp, int pp, int dp, int ep, int moeTp) {
    return new ShardingPlan(tp, pp, dp, ep, moeTp, 1);
  }
}
