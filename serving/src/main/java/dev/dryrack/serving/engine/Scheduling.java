package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.PrefixCaching;
import java.util.List;

/**
 * How the ranks of a replica schedule: the policy, and what is common to all policies.
 *
 * @param policy whose schedule it is
 * @param order of the waiting queue
 * @param ttftTargetPicos targets of the time to first token, from arrival, by priority; the last
 *     holds for all priorities beyond; empty for none
 * @param rejectLate whether a request is rejected if its target passed before it got a place
 * @param maxQueuedRequests most requests that wait on a rank; others are rejected on arrival
 * @param statedTokens what requests state as the most tokens of their output, where it is more than
 *     they emit; 0: what they emit
 * @param swapBlocksPerRank KV blocks of host memory for preempted requests; 0: they are recomputed
 * @param swapPicosPerBlock what moving a block to or from host memory takes
 * @param async whether a step is formed while the one before it runs: vLLM's asynchronous
 *     scheduling
 */
public record Scheduling(
    SchedulerPolicy policy,
    QueueOrder order,
    List<Long> ttftTargetPicos,
    boolean rejectLate,
    int maxQueuedRequests,
    int statedTokens,
    int swapBlocksPerRank,
    long swapPicosPerBlock,
    boolean async) {

  /** Every request may wait. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  /** No request is late. */
  public static final long NO_TARGET = Long.MAX_VALUE;

  /** vLLM V1, first come first served, recomputing what is preempted. */
  public static final Scheduling DEFAULT = of(new SchedulerPolicy.Vllm());

  public Scheduling {
    ttftTargetPicos = List.copyOf(ttftTargetPicos);
    boolean targets = !ttftTargetPicos.isEmpty();
    require(targets || order != QueueOrder.DEADLINE, "an order by deadline needs a TTFT target");
    require(targets || !rejectLate, "rejecting late requests needs a TTFT target");
    require(swapBlocksPerRank == 0 || policy.swaps(), policy.id() + " does not swap");
    require(
        !async || (policy instanceof SchedulerPolicy.Vllm && swapBlocksPerRank == 0 && !rejectLate),
        "asynchronous scheduling goes with the vllm schedule, without swapping and without rejecting"
            + " late requests");
    require(maxQueuedRequests >= 1, "max-queued-requests must be 1 or more");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** A policy with everything else as in {@link #DEFAULT}. */
  public static Scheduling of(SchedulerPolicy policy) {
    return new Scheduling(policy, QueueOrder.FCFS, List.of(), false, UNBOUNDED, 0, 0, 0, false);
  }

  /** The same in another order, with targets by priority; late requests may be rejected. */
  public Scheduling ordered(QueueOrder newOrder, List<Long> targets, boolean reject) {
    return new Scheduling(
        policy,
        newOrder,
        targets,
        reject,
        maxQueuedRequests,
        statedTokens,
        swapBlocksPerRank,
        swapPicosPerBlock,
        async);
  }

  /** The same with so many requests waiting on a rank at most. */
  public Scheduling queueing(int most) {
    return new Scheduling(
        policy,
        order,
        ttftTargetPicos,
        rejectLate,
        most,
        statedTokens,
        swapBlocksPerRank,
        swapPicosPerBlock,
        async);
  }

  /** The same where requests state so many tokens as their most, or their own output if longer. */
  public Scheduling stating(int tokens) {
    return new Scheduling(
        policy,
        order,
        ttftTargetPicos,
        rejectLate,
        maxQueuedRequests,
        tokens,
        swapBlocksPerRank,
        swapPicosPerBlock,
        async);
  }

  /** The same with preempted requests swapped out to host memory, as long as there is room. */
  public Scheduling swapping(int blocksPerRank, long picosPerBlock) {
    return new Scheduling(
        policy,
        order,
        ttftTargetPicos,
        rejectLate,
        maxQueuedRequests,
        statedTokens,
        blocksPerRank,
        picosPerBlock,
        async);
  }

  /** The same with each step formed while the one before it runs, or after it. */
  public Scheduling async(boolean ahead) {
    return new Scheduling(
        policy,
        order,
        ttftTargetPicos,
        rejectLate,
        maxQueuedRequests,
        statedTokens,
        swapBlocksPerRank,
        swapPicosPerBlock,
        ahead);
  }

  /** Whether KV blocks of earlier requests can be used again in this way. */
  public boolean allows(PrefixCaching caching) {
    boolean sglang = policy instanceof SchedulerPolicy.Sglang;
    return caching == PrefixCaching.OFF
        || (swapBlocksPerRank == 0 && sglang == (caching == PrefixCaching.RADIX));
  }

  /** How the engine of the schedule uses KV blocks of earlier requests again. */
  public PrefixCaching usualPrefixCaching() {
    PrefixCaching usual =
        policy instanceof SchedulerPolicy.Sglang ? PrefixCaching.RADIX : PrefixCaching.VLLM;
    return allows(usual) ? usual : PrefixCaching.OFF;
  }

  /** When a request's target of the time to first token is reached; {@link #NO_TARGET} if none. */
  public long deadlinePicos(long arrivalPicos, int priority) {
    if (ttftTargetPicos.isEmpty()) {
      return NO_TARGET;
    }
    int at = Math.min(Math.max(priority, 0), ttftTargetPicos.size() - 1);
    return arrivalPicos + ttftTargetPicos.get(at);
  }

  /** What the waiting queue sorts by. */
  long orderKey(long arrivalPicos, int priority) {
    return switch (order) {
      case FCFS -> 0;
      case PRIORITY -> priority;
      case DEADLINE -> deadlinePicos(arrivalPicos, priority);
    };
  }
}
