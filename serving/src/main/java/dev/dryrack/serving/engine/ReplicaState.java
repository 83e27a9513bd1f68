package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.DECODING;

import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.metrics.PrefixCacheStatistics;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ranks of one replica and the requests on them: what the parts that form, watch and end a step
 * share.
 *
 * <p>Invariant: a request that was sent and has not ended is counted once, as waiting or as
 * running. O(1) for all methods unless they say otherwise; allocates nothing.
 */
final class ReplicaState {

  final int index;

  /** How requests speculate; null where they do not. */
  final @Nullable Speculation speculation;

  final int ranks;
  final RequestSlots slots;
  final RankQueues queues;
  final DecodingSet decoding;
  final KvBlocks kv;

  final LowWater low;

  final SwapSpace swap;

  /** What becomes of the KV blocks of earlier requests; null without a prefix cache. */
  final @Nullable PrefixReuse reuse;

  /** Ranks with requests that wait or prefill. */
  final RankSet busy;

  /** Steps formed. */
  long steps;

  /** Whether a preemption has given blocks back in the step under way. */
  boolean roomFreed;

  /** One for all ranks, or one each where they are {@link DecodingSet#apart}. */
  private final FinishRing[] rings;

  /** By rank: requests that were sent there and have not ended. */
  private final int[] requests;

  private final int statedTokens;

  /** Requests by rank that are not yet in its queue: their blocks are fetched first. */
  private final int[] coming;

  private int totalRunning;
  private int totalWaiting;

  /** By rank: requests that have ended, the last step in which some did, and how many in it. */
  private final long[] endings;

  private final long[] endedStep;
  private final int[] endedInStep;

  ReplicaState(
      int index,
      ServingSetup setup,
      RequestSlots slots,
      BatchScheduler scheduler,
      PrefixCacheStatistics hits) {
    this.index = index;
    this.slots = slots;
    speculation = setup.speculation();
    ranks = setup.ranksPerReplica();
    Scheduling scheduling = setup.scheduling();
    statedTokens = scheduling.statedTokens();
    boolean apart = scheduler.pausesDecoding();
    queues = new RankQueues(ranks, slots, scheduling.order() != QueueOrder.FCFS);
    decoding =
        new DecodingSet(
            ranks,
            setup.blockTokens(),
            setup.limits().maxModelLen(),
            apart,
            speculation == null ? 1 : speculation.stepTokens());
    rings = new FinishRing[apart ? ranks : 1];
    int size = rings.length == 1 ? FinishRing.SHARED_SIZE : FinishRing.OWN_SIZE;
    Arrays.setAll(rings, i -> new FinishRing(slots, size));
    kv =
        new KvBlocks(
            ranks,
            setup.blocksPerRank(),
            setup.blockTokens(),
            setup.fixedBlocksPerSequence(),
            scheduler.allocatesWholePrompts());
    low = new LowWater(kv, decoding);
    swap = new SwapSpace(ranks, scheduling.swapBlocksPerRank(), scheduling.swapPicosPerBlock());
    reuse =
        setup.prefixCaching() == PrefixCaching.OFF
            ? null
            : new PrefixReuse(
                kv,
                slots,
                queues,
                hits,
                setup.prefixCaching(),
                setup.offload() == null ? null : setup.offload().host(),
                index * ranks);
    coming = new int[ranks];
    busy = new RankSet(ranks);
    requests = new int[ranks];
    endings = new long[ranks];
    endedStep = new long[ranks];
    endedInStep = new int[ranks];
  }

  /** The ring of a rank. */
  FinishRing ring(int rank) {
    return rings.length == 1 ? rings[0] : rings[rank];
  }

  /** Requests that were sent to a rank and have not ended. */
  int requests(int rank) {
    return requests[rank];
  }

  /** Requests of all ranks that wait. */
  int totalWaiting() {
    return totalWaiting;
  }

  /** Requests of all ranks that run. */
  int totalRunning() {
    return totalRunning;
  }

  boolean isEmpty() {
    return totalRunning == 0 && totalWaiting == 0;
  }

  /** A new request waits on a rank. */
  void submitted(int rank, int slot) {
    queues.appendWaiting(rank, slot);
    requests[rank]++;
    busy.add(rank);
    totalWaiting++;
  }

  /** A request will wait on a rank when its blocks are fetched; it counts as sent. */
  void comes(int rank) {
    coming[rank]++;
    requests[rank]++;
  }

  /** It is about to wait. */
  void arrives(int rank) {
    coming[rank]--;
    requests[rank]--;
  }

  /** Requests that will wait on a rank when their blocks are fetched. */
  int coming(int rank) {
    return coming[rank];
  }

  /** A request that waited runs. */
  void admitted() {
    totalWaiting--;
    totalRunning++;
  }

  /** A request that ran waits. */
  void preempted() {
    totalWaiting++;
    totalRunning--;
    roomFreed = true;
  }

  /** A request that ran has ended. */
  void ended(int rank) {
    requests[rank]--;
    totalRunning--;
    endings[rank]++;
    endedInStep[rank] = endedStep[rank] == steps ? endedInStep[rank] + 1 : 1;
    endedStep[rank] = steps;
  }

  /** The first of those that wait on a rank is gone without having run. */
  void firstWaitingLeaves(int rank) {
    queues.removeFirstWaiting(rank);
    requests[rank]--;
    totalWaiting--;
  }

  /** Takes a rank out of the busy ones if nobody waits or prefills there. */
  void settle(int rank) {
    if (queues.waitingHead[rank] == RequestSlots.NONE
        && queues.prefillHead[rank] == RequestSlots.NONE) {
      busy.remove(rank);
    }
  }

  /** Requests that have ended on a rank. */
  long endings(int rank) {
    return endings[rank];
  }

  /** Those of them that have ended in the step before the one being formed. */
  int endedInLastStep(int rank) {
    return endedStep[rank] == steps ? endedInStep[rank] : 0;
  }

  /** Tokens that a request has emitted. */
  int emittedTokens(int slot) {
    return speculation == null && slots.state[slot] == DECODING
        ? slots.outputTokens[slot]
            - (int) (slots.finishStep[slot] - decoding.step(slots.rank[slot]))
        : slots.emittedTokens[slot];
  }

  /** The most tokens a request may emit, as stated when it was sent. */
  int maxNewTokens(int slot) {
    return Math.max(statedTokens, slots.outputTokens[slot]);
  }

  /** Blocks that a request holds in the end if its output is as long as stated. */
  long blocksAtMost(int slot) {
    long tokens = (long) slots.promptTokens[slot] + maxNewTokens(slot) - 1;
    return kv.fixedPerSequence + (tokens + kv.blockTokens - 1) / kv.blockTokens;
  }
}
