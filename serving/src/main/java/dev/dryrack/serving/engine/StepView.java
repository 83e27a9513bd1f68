package dev.dryrack.serving.engine;

/** A step as a {@link StepObserver} sees it when it ends, valid during one call only. */
public final class StepView {

  private final LockstepGroup group;

  long endPicos;
  long picos;
  int maxRankTokens;
  long totalTokens;
  int decodingSequences;
  long decodingContextTokens;
  int emittingSequences;
  int prefillTokens;
  long swapPicos;

  StepView(LockstepGroup group) {
    this.group = group;
  }

  /** Whose step. */
  public int replica() {
    return group.index;
  }

  /** Its number among those of its replica, from 0. */
  public long number() {
    return group.steps() - 1;
  }

  /** When it begins. */
  public long beginPicos() {
    return endPicos - picos;
  }

  /** When it ends. */
  public long endPicos() {
    return endPicos;
  }

  /** How long it takes. */
  public long picos() {
    return picos;
  }

  /** Tokens of the rank that has most. */
  public int maxRankTokens() {
    return maxRankTokens;
  }

  /** Tokens of all ranks. */
  public long totalTokens() {
    return totalTokens;
  }

  /** Prompt and recomputed tokens of all ranks. */
  public int prefillTokens() {
    return prefillTokens;
  }

  /** What moving KV blocks of the slowest rank to and from host memory took. */
  public long swapPicos() {
    return swapPicos;
  }

  /** Sequences that decode on the slowest rank. */
  public int decodingSequences() {
    return decodingSequences;
  }

  /** The sum of their contexts, this step's tokens included. */
  public long decodingContextTokens() {
    return decodingContextTokens;
  }

  /** Sequences of the slowest rank that emit a token. */
  public int emittingSequences() {
    return emittingSequences;
  }

  /** Requests in the batch, all ranks. */
  public int running() {
    return group.totalRunning();
  }

  /** Requests that wait, all ranks, at its end. */
  public int waiting() {
    return group.totalWaiting();
  }

  /** KV blocks taken, all ranks. O(ranks). */
  public long usedBlocks() {
    return group.kv.taken();
  }
}
