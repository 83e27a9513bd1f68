package dev.dryrack.serving.engine;

/**
 * A request as a {@link RequestRecorder} sees it: a window on the engine's arrays, valid during one
 * call only. Times are picoseconds of simulated time; {@link #NEVER} for what has not happened.
 */
public final class RequestView {

  /** Stands for the time of what has not happened. */
  public static final long NEVER = -1;

  private final RequestSlots slots;
  private int slot;
  private int replica;
  private int emitted;
  private long firstTokenPicos;
  private long finishPicos;

  RequestView(RequestSlots slots) {
    this.slots = slots;
  }

  /** Points to a request that has emitted its last token. */
  RequestView finished(int finishedSlot, int itsReplica, long nowPicos) {
    slot = finishedSlot;
    replica = itsReplica;
    emitted = slots.outputTokens[finishedSlot];
    firstTokenPicos = slots.firstTokenPicos[finishedSlot];
    finishPicos = nowPicos;
    return this;
  }

  /** Points to a request that has emitted so many tokens when the run ends. */
  RequestView unfinished(int unfinishedSlot, int itsReplica, int emittedTokens) {
    slot = unfinishedSlot;
    replica = itsReplica;
    emitted = emittedTokens;
    firstTokenPicos = emittedTokens == 0 ? NEVER : slots.firstTokenPicos[unfinishedSlot];
    finishPicos = NEVER;
    return this;
  }

  /** Its number in the order in which requests were read, from 0. */
  public long id() {
    return slots.id[slot];
  }

  /** The replica it was sent to. */
  public int replica() {
    return replica;
  }

  /** The attention rank of the replica. */
  public int rank() {
    return slots.rank[slot];
  }

  /** Prompt length. */
  public int promptTokens() {
    return slots.promptTokens[slot];
  }

  /** Output length: what it will have emitted when it is finished. */
  public int outputTokens() {
    return slots.outputTokens[slot];
  }

  /** Tokens emitted so far. */
  public int emittedTokens() {
    return emitted;
  }

  /**
   * Prompt tokens found in a prefix cache, and so not computed, when it was first admitted; 0
   * before, and without a cache.
   */
  public int cachedTokens() {
    return slots.cachedTokens[slot];
  }

  /** How often it was preempted. */
  public int preemptions() {
    return slots.preemptions[slot];
  }

  /** Whether it waits for a place in the batch, perhaps after a preemption. */
  public boolean isWaiting() {
    return finishPicos == NEVER && slots.state[slot] == RequestSlots.WAITING;
  }

  /** When it arrived at the client. */
  public long arrivalPicos() {
    return slots.arrivalPicos[slot];
  }

  /** When it was sent to the replica. */
  public long sentPicos() {
    return slots.sentPicos[slot];
  }

  /** When it first got a place in a step. */
  public long scheduledPicos() {
    return slots.scheduledPicos[slot];
  }

  /** When its first token came. */
  public long firstTokenPicos() {
    return firstTokenPicos;
  }

  /** When its last token came. */
  public long finishPicos() {
    return finishPicos;
  }
}
