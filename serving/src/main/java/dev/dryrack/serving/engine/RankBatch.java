package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.DECODING;
import static dev.dryrack.serving.engine.RequestSlots.SWAPPED_PREFILLING;
import static dev.dryrack.serving.engine.RequestSlots.WAITING;

import org.jspecify.annotations.Nullable;

/**
 * The next step of one attention rank, as a {@link BatchScheduler} sees and fills it.
 *
 * <p>It is the oracle boundary: it tells a request's prompt, emitted and computed tokens, never how
 * long its output will be, but the limit that was stated for it ({@code max_tokens}). A request is
 * an {@code int} that is valid during one call of the scheduler. Methods cost O(1) unless they say
 * otherwise, and allocate nothing.
 */
public final class RankBatch {

  /** No request. */
  public static final int NONE = RequestSlots.NONE;

  private final ReplicaState state;
  private final RunningBatch changes;
  private final RequestSlots slots;
  private final RankQueues queues;
  private final DecodingSet decoding;
  private final KvBlocks kv;
  private final @Nullable PrefixReuse reuse;

  private int rank;
  private long nowPicos;

  RankBatch(ReplicaState state, RunningBatch changes) {
    this.state = state;
    this.changes = changes;
    slots = state.slots;
    queues = state.queues;
    decoding = state.decoding;
    kv = state.kv;
    reuse = state.reuse;
  }

  /** Points to a rank at the begin of a step. */
  void open(int newRank, long beginPicos) {
    rank = newRank;
    nowPicos = beginPicos;
    decoding.standStill(rank, false);
  }

  /** The number of the rank within the replica. */
  public int rank() {
    return rank;
  }

  /** Requests that have ended on this rank since the run began. */
  public long ended() {
    return state.endings(rank);
  }

  /** Those of them that have ended in the step before this one. */
  public int endedInLastStep() {
    return state.endedInLastStep(rank);
  }

  /** Steps of the replica before this one. */
  public long steps() {
    return state.steps;
  }

  /**
   * Steps before this one in which requests of this rank decoded; of any rank, unless policies let
   * decoding stand still.
   */
  public long decodeSteps() {
    return decoding.step(rank);
  }

  /** Tokens that decoding requests compute in this step, unless decoding stands still. */
  public int decodingTokens() {
    return decoding.sequences[rank] * decoding.stepTokens;
  }

  /** Requests that decode in this step, unless decoding stands still. */
  public int decoding() {
    return decoding.sequences[rank];
  }

  /** Requests that run, decoding or prefilling. */
  public int running() {
    return queues.running[rank];
  }

  /** Requests that wait. */
  public int waiting() {
    return queues.waiting[rank];
  }

  /** KV blocks left for this step; negative if more were granted than there are. */
  public int freeBlocks() {
    return kv.free[rank];
  }

  /** KV blocks of the rank, taken or free. */
  public int blocks() {
    return kv.blocksPerRank;
  }

  /** Tokens of a KV block. */
  public int blockTokens() {
    return kv.blockTokens;
  }

  /** Blocks that a request holds whatever its length. */
  public int fixedBlocks() {
    return kv.fixedPerSequence;
  }

  /** The request admitted first of those that prefill, or {@link #NONE}. */
  public int firstPrefill() {
    return queues.prefillHead[rank];
  }

  /** The next in order of admission, or {@link #NONE}. */
  public int nextPrefill(int request) {
    return slots.auxNext[request];
  }

  /** The request admitted first of those that run, or {@link #NONE}. */
  public int firstRunning() {
    return queues.runningHead[rank];
  }

  /** The next in order of admission, or {@link #NONE}. */
  public int nextRunning(int request) {
    return slots.runNext[request];
  }

  /** Whether a running request decodes. */
  public boolean decodes(int request) {
    return slots.state[request] == DECODING;
  }

  /** The request at the head of the waiting queue, or {@link #NONE}. */
  public int firstWaiting() {
    return queues.waitingHead[rank];
  }

  /** Whether the KV of a waiting request is in host memory: it goes on where it was. */
  public boolean isSwapped(int request) {
    return slots.state[request] >= SWAPPED_PREFILLING;
  }

  /**
   * Tokens that a request that prefills or waits has yet to compute before its next output; of one
   * that waits, those that the prefix cache does not have.
   */
  public int todoTokens(int request) {
    if (reuse != null && slots.state[request] == WAITING) {
      return slots.todo(request) - reuse.hitTokens(rank, request);
    }
    return slots.todo(request);
  }

  /** Blocks that a prefix cache has of a waiting request and nobody holds: free until it does. */
  public int idleHitBlocks(int request) {
    return reuse == null ? 0 : reuse.idleHitBlocks(rank, request);
  }

  /** Prompt length in tokens. */
  public int promptTokens(int request) {
    return slots.promptTokens[request];
  }

  /** Tokens that the request has emitted. */
  public int emittedTokens(int request) {
    return state.emittedTokens(request);
  }

  /** The most tokens the request may emit, as stated when it was sent. */
  public int maxNewTokens(int request) {
    return state.maxNewTokens(request);
  }

  /** When the request was sent to the engine. */
  public long sentPicos(int request) {
    return slots.sentPicos[request];
  }

  /** Blocks that admitting a waiting request with a first chunk of so many tokens takes. */
  public int blocksToAdmit(int request, int tokens) {
    return changes.blocksToAdmit(rank, request, tokens);
  }

  /** Blocks that the request holds in the end if its output is as long as stated. */
  public long blocksAtMost(int request) {
    return state.blocksAtMost(request);
  }

  /** The sum of {@link #blocksAtMost} over the requests that run. */
  public long promisedBlocks() {
    return kv.promised[rank];
  }

  /** Tokens that a prefilling request could compute in this step with the blocks there are. */
  public long tokensThatFit(int request) {
    long held = kv.blocksFor(slots.computedTokens[request]);
    return (held + Math.max(0, kv.free[rank])) * kv.blockTokens - slots.computedTokens[request];
  }

  /** Lets no decoding request compute in this step and takes back the blocks it was given. */
  public void pauseDecoding() {
    if (!decoding.standsStill(rank)) {
      decoding.standStill(rank, true);
      kv.give(rank, decoding.due(rank));
    }
  }

  /** Undoes {@link #pauseDecoding}. */
  public void resumeDecoding() {
    if (decoding.standsStill(rank)) {
      decoding.standStill(rank, false);
      kv.take(rank, decoding.due(rank));
    }
  }

  /** Lets a request that prefills compute tokens in this step, and takes their blocks. */
  public void grant(int request, int tokens) {
    if (!kv.wholePrompts) {
      int computed = slots.computedTokens[request];
      kv.take(rank, kv.blocksFor(computed + tokens) - kv.blocksFor(computed));
    }
    slots.chunkTokens[request] = tokens;
    if (reuse != null) {
      reuse.granted();
    }
  }

  /**
   * Admits the head of the waiting queue with its first chunk, and takes the blocks. One that was
   * swapped out while it decoded goes on decoding.
   */
  public void admitFirstWaiting(int tokens) {
    changes.admitFirstWaiting(rank, tokens, nowPicos);
  }

  /**
   * Takes the request that comes last out of the batch, with all its blocks, and puts it before all
   * that wait: the one admitted last, or, where the queue is ordered by priority or deadline, last
   * by that. O(running) where it is.
   *
   * @throws IllegalStateException if it is the only one: then no step would get anywhere
   */
  public void preemptLast() {
    int request = queues.lastRunning(rank);
    changes.takeOut(rank, request, true, nowPicos);
    queues.prependWaiting(rank, request);
  }

  /**
   * Takes a running request out of the batch, with all its blocks, and puts it behind all that
   * wait.
   *
   * @throws IllegalStateException if it is the only one: then no step would get anywhere
   */
  public void retract(int request) {
    changes.takeOut(rank, request, false, nowPicos);
    queues.appendWaiting(rank, request);
  }
}
