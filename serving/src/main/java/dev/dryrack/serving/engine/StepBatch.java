package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import dev.dryrack.serving.cost.StepPrice;

/**
 * The step being formed or under way: what each rank computes in it besides decoding, and what the
 * whole takes.
 *
 * <p>Invariant: ranks that prefill nothing have zeros. Units: tokens, picoseconds. Complexity: O(1)
 * per chunk and rank that changes. Allocates nothing.
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

  /** What moving KV blocks to and from host memory takes. */
  private final long[] swapPicos;

  /** What loads take at least that go on while the step computes; of the slowest rank. */
  private long overlappedPicos;

  private final long[] loadPicos;
  private final boolean overlapsLoads;

  /** By how much they make the step longer. */
  private long stretchPicos;

  private int totalChunkTokens;

  /** Ranks that took part in forming the step. */
  private final int[] formed;

  private int formedRanks;

  /** What chunks add to the decoding of each rank. */
  private final long[] chunkPicos;

  /** Whether a rank costs less with its chunks than it would without, as a price may say. */
  private boolean cheaper;

  private final RankCosts costs;
  private long slowestPicos;
  private int maxRankTokens;
  private long totalTokens;

  /** The last price of tokens asked for: it stays while the batch does. */
  private int pricedMaxRankTokens = -1;

  private long pricedTotalTokens = -1;
  private long tokenPicos;

  /** Sequences that draft, on the rank that has most. */
  private int maxRankSequences;

  private int pricedSamples = -1;
  private long samplePicos;

  /**
   * @param overlapsLoads whether KV blocks of prompts are loaded while the step computes
   */
  StepBatch(
      RequestSlots slots,
      RankQueues queues,
      DecodingSet decoding,
      StepPrice price,
      boolean overlapsLoads) {
    this.overlapsLoads = overlapsLoads;
    this.slots = slots;
    this.queues = queues;
    this.decoding = decoding;
    this.price = price;
    ranks = decoding.ranks;
    chunkTokens = new int[ranks];
    completing = new int[ranks];
    prefillPicos = new long[ranks];
    formed = new int[ranks];
    chunkPicos = new long[ranks];
    costs = new RankCosts(decoding, price);
    swapPicos = new long[ranks];
    loadPicos = new long[ranks];
  }

  /** KV blocks of an admitted prompt are loaded from host memory. */
  void addLoadPicos(int rank, long picos) {
    if (!overlapsLoads) {
      swapPicos[rank] += picos;
      return;
    }
    loadPicos[rank] += picos;
    overlappedPicos = Math.max(overlappedPicos, loadPicos[rank]);
  }

  /** KV blocks of a rank move to or from host memory before the step computes. */
  void addSwapPicos(int rank, long picos) {
    swapPicos[rank] += picos;
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
    formed[formedRanks++] = rank;
  }

  /** Forgets a rank's chunks at the end of the step. */
  void clear(int rank) {
    totalChunkTokens -= chunkTokens[rank];
    prefillPicos[rank] = 0;
    chunkPicos[rank] = 0;
    swapPicos[rank] = 0;
    loadPicos[rank] = 0;
    chunkTokens[rank] = 0;
    completing[rank] = 0;
  }

  /** Whether nothing is computed in the step; then it is forgotten. */
  boolean isEmpty() {
    if (totalChunkTokens > 0 || decoding.totalInStep() > 0) {
      return false;
    }
    formedRanks = 0;
    return true;
  }

  /** What the step takes. */
  long picos() {
    if (ranks == 1) {
      formedRanks = 0;
      maxRankSequences = decoding.totalInStep();
      int tokens = maxRankSequences * decoding.stepTokens + totalChunkTokens;
      priceTokens(tokens, tokens);
      slowestPicos = picosWithChunks(0);
    } else {
      costs.refresh();
      slowestPicos = costs.mostPicos();
      maxRankSequences = costs.mostSequences();
      priceTokens(
          addChunks(), (long) decoding.totalInStep() * decoding.stepTokens + totalChunkTokens);
      if (cheaper) {
        slowestPicos = costs.mostPicos(chunkPicos);
      }
    }
    long draftPicos = price.draftPicos(maxRankSequences, decoding.totalInStep());
    long computing = tokenPicos + draftPicos + slowestPicos;
    stretchPicos = Math.max(0, overlappedPicos - computing);
    overlappedPicos = 0;
    long picos = computing + stretchPicos;
    if (picos < 1) {
      throw new IllegalStateException("a step takes " + picos + " ps; it must take 1 or more");
    }
    return picos;
  }

  /** Prices the chunks of the ranks that have any, and returns the tokens of the rank with most. */
  private int addChunks() {
    cheaper = false;
    int most = maxRankSequences * decoding.stepTokens;
    for (int i = 0; i < formedRanks; i++) {
      int rank = formed[i];
      most = Math.max(most, decoding.inStep[rank] * decoding.stepTokens + chunkTokens[rank]);
      long picos = picosWithChunks(rank);
      chunkPicos[rank] = picos - costs.picos(rank);
      slowestPicos = Math.max(slowestPicos, picos);
      cheaper |= chunkPicos[rank] < 0;
    }
    formedRanks = 0;
    return most;
  }

  /** All decoding sequences have computed one token more in a step that {@link #picos} priced. */
  void stepDone() {
    if (ranks > 1) {
      costs.stepDone();
    }
  }

  /** What a step of one rank in which all decode takes, but for their attention. */
  long fixedPicosOfDecoding() {
    int sequences = decoding.totalSequences;
    priceTokens(sequences, sequences);
    if (sequences != pricedSamples) {
      pricedSamples = sequences;
      samplePicos = price.samplePicos(sequences);
    }
    return tokenPicos + samplePicos;
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

  private long picosWithChunks(int rank) {
    int sequences = decoding.inStep[rank];
    int emitting = sequences + completing[rank];
    long picos = prefillPicos[rank] + swapPicos[rank];
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
    int slowest = ranks == 1 ? 0 : costs.firstOf(slowestPicos, chunkPicos);
    for (int slot = queues.prefillHead[slowest]; slot != NONE; slot = slots.auxNext[slot]) {
      if (slots.chunkTokens[slot] > 0) {
        observer.onPrefillChunk(slots.chunkTokens[slot], slots.computedTokens[slot]);
      }
    }
    int sequences = decoding.inStep[slowest];
    view.endPicos = endPicos;
    view.picos = stepPicos;
    view.maxRankTokens = maxRankTokens;
    view.totalTokens = totalTokens;
    view.maxRankSequences = maxRankSequences;
    view.totalSequences = decoding.totalInStep();
    view.decodingSequences = sequences;
    view.decodingContextTokens = sequences == 0 ? 0 : decoding.contextTokens(slowest);
    view.emittingSequences = sequences + completing[slowest];
    view.prefillTokens = totalChunkTokens;
    view.swapPicos = swapPicos[slowest] + stretchPicos;
    observer.onStep(view);
  }
}
