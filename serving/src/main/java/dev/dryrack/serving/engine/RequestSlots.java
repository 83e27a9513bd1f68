package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.BlockChain;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The requests in the system, as a structure of arrays: a request is an index, its slot.
 *
 * <p>Invariant: a slot is either free or belongs to exactly one request from its arrival to its
 * end; slots are handed out again, so memory is bounded by the most requests ever in the system at
 * once, however many pass through.
 *
 * <p>A decoding request stores nothing per step: its emitted tokens, context and last token time
 * follow from {@link #finishStep} and the group's step number (see {@link DecodingSet}); where it
 * speculates they are kept (see {@link Verification}).
 *
 * <p>Units: picoseconds, tokens. Complexity: O(1) for all methods, amortised over growth.
 * Allocation: only when the arrays grow. Not thread-safe.
 */
final class RequestSlots {

  /** No slot. */
  static final int NONE = -1;

  /** In a waiting queue. */
  static final byte WAITING = 0;

  /** Running, with prompt (or recomputed) tokens still to compute. */
  static final byte PREFILLING = 1;

  /** Running, one token every step. */
  static final byte DECODING = 2;

  /** In a waiting queue, with the KV of its computed tokens in host memory; was prefilling. */
  static final byte SWAPPED_PREFILLING = 3;

  /** The same; was decoding. */
  static final byte SWAPPED_DECODING = 4;

  /** Running, with its last token computed in the step under way: in no further step. */
  static final byte ENDING = 5;

  long[] id;
  long[] arrivalPicos;
  long[] sentPicos;

  /** When it first got a place in a step; -1 before. */
  long[] scheduledPicos;

  long[] firstTokenPicos;

  /** The last token's time; kept only while it is not decoding, and of its time of joining. */
  long[] lastTokenPicos;

  /** The step at whose end a decoding request finishes. */
  long[] finishStep;

  int[] promptTokens;
  int[] outputTokens;

  /** Output tokens so far; kept only while it is not decoding, or where it speculates. */
  int[] emittedTokens;

  /** Tokens with KV in the cache; kept only while it is not decoding, or where it speculates. */
  int[] computedTokens;

  /** Tokens granted for the step being formed or under way; 0 for none. */
  int[] chunkTokens;

  /** Tokens it had blocks for before the step; kept only of decoding ones that speculate. */
  int[] coveredTokens;

  /** The order of admissions of a group; of running requests only. */
  long[] ticket;

  /** Its KV blocks by key; null without a prefix cache. */
  @Nullable BlockChain[] chain;

  /** Prompt tokens that an unlimited cache would have had; 0 without a prefix cache. */
  int[] idealHitTokens;

  int[] preemptions;

  /** Prompt tokens found in a prefix cache when it was first admitted. */
  int[] cachedTokens;

  int[] rank;
  byte[] state;

  /** Priority class. */
  int[] priority;

  /** What an ordered queue sorts by, smallest first: a priority or a deadline in picoseconds. */
  long[] orderKey;

  /** When the target of its time to first token is reached; kept only where it matters. */
  long[] deadlinePicos;

  /** Links of the running list; the waiting queue uses {@link #runNext} too. */
  int[] runPrevious;

  int[] runNext;

  /** Links of the prefill list (while prefilling) or of the finish ring (while decoding). */
  int[] auxPrevious;

  int[] auxNext;

  /** Link of the list of those that have joined and not decoded since, where ranks are apart. */
  int[] freshNext;

  private int firstFree = NONE;
  private int capacity;
  private int used;

  RequestSlots(int initialCapacity) {
    id = new long[0];
    arrivalPicos = new long[0];
    sentPicos = new long[0];
    scheduledPicos = new long[0];
    firstTokenPicos = new long[0];
    lastTokenPicos = new long[0];
    finishStep = new long[0];
    promptTokens = new int[0];
    outputTokens = new int[0];
    emittedTokens = new int[0];
    computedTokens = new int[0];
    chunkTokens = new int[0];
    coveredTokens = new int[0];
    ticket = new long[0];
    chain = new @Nullable BlockChain[0];
    idealHitTokens = new int[0];
    preemptions = new int[0];
    cachedTokens = new int[0];
    rank = new int[0];
    state = new byte[0];
    priority = new int[0];
    runPrevious = new int[0];
    runNext = new int[0];
    auxPrevious = new int[0];
    auxNext = new int[0];
    freshNext = new int[0];
    orderKey = new long[0];
    deadlinePicos = new long[0];
    grow(initialCapacity);
  }

  /** The number of requests in the system. */
  int used() {
    return used;
  }

  /** A free slot, filled with a new request that is not yet in any list. */
  int take(long requestId, long arrival, long sent, int prompt, int output, int requestRank) {
    if (firstFree == NONE) {
      grow(2 * capacity);
    }
    int slot = firstFree;
    firstFree = runNext[slot];
    used++;
    id[slot] = requestId;
    arrivalPicos[slot] = arrival;
    sentPicos[slot] = sent;
    scheduledPicos[slot] = -1;
    promptTokens[slot] = prompt;
    outputTokens[slot] = output;
    emittedTokens[slot] = 0;
    computedTokens[slot] = 0;
    chunkTokens[slot] = 0;
    preemptions[slot] = 0;
    cachedTokens[slot] = 0;
    orderKey[slot] = 0;
    rank[slot] = requestRank;
    state[slot] = WAITING;
    return slot;
  }

  /** Gives a slot back. */
  void release(int slot) {
    runNext[slot] = firstFree;
    firstFree = slot;
    used--;
  }

  /** Tokens that a waiting or prefilling request has yet to compute before its next output. */
  int todo(int slot) {
    return promptTokens[slot] + emittedTokens[slot] - computedTokens[slot];
  }

  private void grow(int newCapacity) {
    id = Arrays.copyOf(id, newCapacity);
    arrivalPicos = Arrays.copyOf(arrivalPicos, newCapacity);
    sentPicos = Arrays.copyOf(sentPicos, newCapacity);
    scheduledPicos = Arrays.copyOf(scheduledPicos, newCapacity);
    firstTokenPicos = Arrays.copyOf(firstTokenPicos, newCapacity);
    lastTokenPicos = Arrays.copyOf(lastTokenPicos, newCapacity);
    finishStep = Arrays.copyOf(finishStep, newCapacity);
    promptTokens = Arrays.copyOf(promptTokens, newCapacity);
    outputTokens = Arrays.copyOf(outputTokens, newCapacity);
    emittedTokens = Arrays.copyOf(emittedTokens, newCapacity);
    computedTokens = Arrays.copyOf(computedTokens, newCapacity);
    chunkTokens = Arrays.copyOf(chunkTokens, newCapacity);
    coveredTokens = Arrays.copyOf(coveredTokens, newCapacity);
    ticket = Arrays.copyOf(ticket, newCapacity);
    chain = Arrays.copyOf(chain, newCapacity);
    idealHitTokens = Arrays.copyOf(idealHitTokens, newCapacity);
    preemptions = Arrays.copyOf(preemptions, newCapacity);
    cachedTokens = Arrays.copyOf(cachedTokens, newCapacity);
    rank = Arrays.copyOf(rank, newCapacity);
    state = Arrays.copyOf(state, newCapacity);
    priority = Arrays.copyOf(priority, newCapacity);
    runPrevious = Arrays.copyOf(runPrevious, newCapacity);
    runNext = Arrays.copyOf(runNext, newCapacity);
    auxPrevious = Arrays.copyOf(auxPrevious, newCapacity);
    auxNext = Arrays.copyOf(auxNext, newCapacity);
    freshNext = Arrays.copyOf(freshNext, newCapacity);
    orderKey = Arrays.copyOf(orderKey, newCapacity);
    deadlinePicos = Arrays.copyOf(deadlinePicos, newCapacity);
    for (int slot = newCapacity - 1; slot >= capacity; slot--) {
      runNext[slot] = firstFree;
      firstFree = slot;
    }
    capacity = newCapacity;
  }
}
