package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import dev.dryrack.serving.cost.StepPrice;

/**
 * The step being formed or under way: what each rank computes in it besides decoding, and what the
 * whole takes.
 *
 * <p>Invariant: ranks that prefill nothing have zeros. Units: tokens, picoseconds. Complexity: O(1)
 * per chunk and a plain loop over ranks per step. Allocates nothing.
 */
final class StepBatch {

  private final RequestSlots slots;
  private final RankQueues queues;
  private final DecodingSet decoding;
  private final StepPrice price;
  private final int ranks;

  private final int[] chunkTokens;
  private final int[] completing;
  private final long[] prefillPicos;
  private int totalChunkTokens;

  /** Whether an observer wants to know the slowest rank. */
  private final boolean observed;

  private int slowestRank;
  private int maxRankTokens;
  private long totalTokens;

  /** The last price of tokens asked for: it stays while the batch does. */
  private int pricedMaxRankTokens = -1;

  private long pricedTotalTokens = -1;
  private long tokenPicos;

  StepBatch(
      RequestSlots slots,
      RankQueues queues,
      DecodingSet decoding,
      StepPrice price,
      boolean observed) {
    this.observed = observed;
    this.slots = slots;
    this.queues = queues;
    this.decoding = decoding;
    this.price = price;
    ranks = decoding.ranks;
    chunkTokens = new int[ranks];
    completing = new int[ranks];
    prefillPicos = new long[ranks];
  }

  /** Tokens of all ranks' chunks. */
  int chunkTokens() {
    return totalChunkTokens;
  }

  /** Tokens of a rank's chunks. */
  int chunkTokens(int rank) {
    return chunkTokens[rank];
  }

  /** Takes in the chunks that the scheduler has granted on a rank. */
  void collect(int rank) {
    long picos = 0;
    int tokens = 0;
    int complete = 0;
    for (int slot = queues.prefillHead[rank]; slot != NONE; slot = slots.auxNext[slot]) {
      int chunk = slots.chunkTokens[slot];
      if (chunk > 0) {
        picos += price.prefillPicos(chunk, slots.computedTokens[slot]);
        tokens += chunk;
        complete += chunk == slots.todo(slot) ? 1 : 0;
      }
    }
    prefillPicos[rank] = picos;
    chunkTokens[rank] = tokens;
    completing[rank] = complete;
    totalChunkTokens += tokens;
  }

  /** Forgets a rank's chunks at the end of the step. */
  void clear(int rank) {
    totalChunkTokens -= chunkTokens[rank];
    prefillPicos[rank] = 0;
    chunkTokens[rank] = 0;
    completing[rank] = 0;
  }

  /** What the step takes. */
  long picos() {
    int[] sequences = decoding.sequences;
    int most = 0;
    for (int rank = 0; rank < ranks; rank++) {
      most = Math.max(most, sequences[rank] + chunkTokens[rank]);
    }
    priceTokens(most, (long) decoding.totalSequences + totalChunkTokens);
    long picos = tokenPicos + (observed ? slowestRankPicosAndWhich() : slowestRankPicos());
    if (picos < 1) {
      throw new IllegalStateException("a step takes " + picos + " ps; it must take 1 or more");
    }
    return picos;
  }

  private long slowestRankPicos() {
    long slowest = 0;
    for (int rank = 0; rank < ranks; rank++) {
      slowest = Math.max(slowest, rankPicos(rank));
    }
    return slowest;
  }

  private long slowestRankPicosAndWhich() {
    long slowest = -1;
    for (int rank = 0; rank < ranks; rank++) {
      long picos = rankPicos(rank);
      if (picos > slowest) {
        slowest = picos;
        slowestRank = rank;
      }
    }
    return slowest;
  }

  /** What a step of one rank in which all decode takes, but for their attention. */
  long fixedPicosOfDecoding() {
    int sequences = decoding.totalSequences;
    priceTokens(sequences, sequences);
    return tokenPicos + price.samplePicos(sequences);
  }

  private void priceTokens(int most, long total) {
    maxRankTokens = most;
    totalTokens = total;
    if (most != pricedMaxRankTokens || total != pricedTotalTokens) {
      pricedMaxRankTokens = most;
      pricedTotalTokens = total;
      tokenPicos = price.tokenPicos(most, total);
    }
  }

  private long rankPicos(int rank) {
    int sequences = decoding.sequences[rank];
    int emitting = sequences + completing[rank];
    long picos = prefillPicos[rank];
    if (sequences > 0) {
      picos += price.decodePicos(sequences, decoding.contextTokens(rank));
    }
    if (emitting > 0) {
      picos += price.samplePicos(emitting);
    }
    return picos;
  }

  /** Tells an observer of the step before it ends. */
  void describeTo(StepObserver observer, StepView view, long endPicos, long stepPicos) {
    int slowest = slowestRank;
    for (int slot = queues.prefillHead[slowest]; slot != NONE; slot = slots.auxNext[slot]) {
      if (slots.chunkTokens[slot] > 0) {
        observer.onPrefillChunk(slots.chunkTokens[slot], slots.computedTokens[slot]);
      }
    }
    int sequences = decoding.sequences[slowest];
    view.endPicos = endPicos;
    view.picos = stepPicos;
    view.maxRankTokens = maxRankTokens;
    view.totalTokens = totalTokens;
    view.decodingSequences = sequences;
    view.decodingContextTokens = sequences == 0 ? 0 : decoding.contextTokens(slowest);
    view.emittingSequences = sequences + completing[slowest];
    view.prefillTokens = totalChunkTokens;
    observer.onStep(view);
  }
}
