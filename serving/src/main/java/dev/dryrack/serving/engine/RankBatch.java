package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.DECODING;
import static dev.dryrack.serving.engine.RequestSlots.PREFILLING;
import static dev.dryrack.serving.engine.RequestSlots.WAITING;

import org.jspecify.annotations.Nullable;

/**
 * The next step of one attention rank, as a {@link BatchScheduler} sees and fills it.
 *
 * <p>It is the oracle boundary: it tells a request's prompt, emitted and computed tokens, never how
 * long its output will be. A request is an {@code int} that is valid during one call of the
 * scheduler. All methods cost O(1) and allocate nothing.
 */
public final class RankBatch {

  /** No request. */
  public static final int NONE = RequestSlots.NONE;

  private final LockstepGroup group;
  private final RequestSlots slots;
  private final RankQueues queues;
  private final DecodingSet decoding;
  private final FinishRing ring;
  private final KvBlocks kv;
  private final @Nullable PrefixReuse reuse;

  private int rank;
  private long nowPicos;

  RankBatch(LockstepGroup group) {
    this.group = group;
    slots = group.slots;
    queues = group.queues;
    decoding = group.decoding;
    ring = group.ring;
    kv = group.kv;
    reuse = group.reuse;
  }

  /** Points to a rank at the begin of a step. */
  void open(int newRank, long beginPicos) {
    rank = newRank;
    nowPicos = beginPicos;
  }

  /** Requests that compute one token each in this step. */
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

  /** The request admitted first of those that prefill, or {@link #NONE}. */
  public int firstPrefill() {
    return queues.prefillHead[rank];
  }

  /** The next in order of admission, or {@link #NONE}. */
  public int nextPrefill(int request) {
    return slots.auxNext[request];
  }

  /** The request at the head of the waiting queue, or {@link #NONE}. */
  public int firstWaiting() {
    return queues.waitingHead[rank];
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

  /** Prompt length in tokens. */
  public int promptTokens(int request) {
    return slots.promptTokens[request];
  }

  /** When the request was sent to the engine. */
  public long sentPicos(int request) {
    return slots.sentPicos[request];
  }

  /** Blocks that admitting a waiting request with a first chunk of so many tokens takes. */
  public int blocksToAdmit(int request, int tokens) {
    return reuse != null
        ? reuse.blocksToAdmit(rank, request, tokens)
        : kv.fixedPerSequence + kv.blocksFor(tokens);
  }

  /** Lets a request that prefills compute tokens in this step, and takes their blocks. */
  public void grant(int request, int tokens) {
    int computed = slots.computedTokens[request];
    kv.free[rank] -= kv.blocksFor(computed + tokens) - kv.blocksFor(computed);
    slots.chunkTokens[request] = tokens;
    if (reuse != null) {
      reuse.granted();
    }
  }

  /** Admits the head of the waiting queue with its first chunk, and takes the blocks. */
  public void admitFirstWaiting(int tokens) {
    int request = queues.removeFirstWaiting(rank);
    if (reuse != null) {
      reuse.admit(rank, request, tokens);
    } else {
      kv.free[rank] -= blocksToAdmit(request, tokens);
    }
    slots.state[request] = PREFILLING;
    slots.chunkTokens[request] = tokens;
    queues.appendRunning(rank, request);
    queues.appendPrefill(rank, request);
    group.admitted(request, nowPicos);
  }

  /**
   * Takes the request admitted last out of the batch, with all its blocks, and puts it before all
   * that wait; it computes all its tokens again.
   *
   * @throws IllegalStateException if it is the only one: then no step would get anywhere
   */
  public void preemptLast() {
    int request = queues.runningTail[rank];
    if (queues.running[rank] <= 1) {
      throw new IllegalStateException("the only running request would be preempted");
    }
    int computed;
    boolean wasDecoding = slots.state[request] == DECODING;
    if (wasDecoding) {
      int emitted = slots.outputTokens[request] - (int) (slots.finishStep[request] - decoding.step);
      computed = slots.promptTokens[request] + emitted - 1;
      slots.emittedTokens[request] = emitted;
      slots.lastTokenPicos[request] = nowPicos;
      giveBack(request, computed, 1);
      decoding.leave(rank, computed);
      ring.remove(request);
    } else {
      computed = slots.computedTokens[request];
      giveBack(request, computed, slots.chunkTokens[request]);
      queues.removePrefill(rank, request);
    }
    slots.chunkTokens[request] = 0;
    slots.computedTokens[request] = 0;
    slots.state[request] = WAITING;
    slots.preemptions[request]++;
    queues.removeRunning(rank, request);
    queues.prependWaiting(rank, request);
    group.preempted(request, computed, wasDecoding);
  }

  private void giveBack(int request, int computed, int granted) {
    if (reuse != null) {
      reuse.preempt(rank, request, computed, granted);
    } else {
      kv.free[rank] += kv.fixedPerSequence + kv.blocksFor(computed + granted);
    }
  }
}
