package dev.dryrack.serving.engine;

/** A step as a {@link StepObserver} sees it when it ends, valid during one call only. */
public final class StepView {

  private final ReplicaState replica;

  long endPicos;
  long picos;
  int maxRankTokens;
  long totalTokens;
  int maxRankSequences;
  int totalSequences;
  int decodingSequences;
  long decodingContextTokens;
  int emittingSequences;
  int prefillTokens;
  long swapPicos;

  StepView(ReplicaState replica) {
    this.replica = replica;
  }

  /** Points to a step in which all that run on the only rank decode. */
  void decodeStep(long end, long itsPicos, int sequences, long contextTokens) {
    endPicos = end;
    picos = itsPicos;
    maxRankTokens = sequences;
    totalTokens = sequences;
    maxRankSequences = sequences;
    totalSequences = sequences;
    decodingSequences = sequences;
    decodingContextTokens = contextTokens;
    emittingSequences = sequences;
    prefillTokens = 0;
    swapPicos = 0;
  }

  /** Whose step. */
  public int replica() {
    return replica.index;
  }

  /** Its number among those of its replica, from 0. */
  public long number() {
    return replica.steps - 1;
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

  /** Sequences that decode on the rank that has most. */
  public int maxRankSequences() {
    return maxRankSequences;
  }

  /** Sequences that decode, all ranks. */
  public int totalSequences() {
    return totalSequences;
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
    return replica.totalRunning();
  }

  /** Requests that wait, all ranks, at its end. */
  public int waiting() {
    return replica.totalWaiting();
  }

  /** KV blocks taken, all ranks. O(ranks). */
  public long usedBlocks() {
    return replica.kv.taken();
  }
}
