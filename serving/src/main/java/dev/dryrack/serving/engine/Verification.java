package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.DECODING;
import static dev.dryrack.serving.engine.RequestSlots.NONE;

/**
 * What speculative decoding does to the decoding requests of a group at the end of a step: each has
 * emitted a number of tokens of its own.
 *
 * <p>This is the slower path: every decoding request is visited in every step, where plain decoding
 * visits none. While a request decodes, its emitted and computed tokens are kept in its slot, and
 * {@link RequestSlots#coveredTokens} says for how many tokens it has blocks. Rejected tokens leave
 * their blocks with the request, as in vLLM, for it will need them.
 *
 * <p>O(running requests) per step; allocates nothing.
 */
final class Verification {

  private final ReplicaState state;
  private final Speculation speculation;
  private final RequestSlots slots;

  Verification(ReplicaState state, Speculation speculation) {
    this.state = state;
    this.speculation = speculation;
    slots = state.slots;
  }

  /** Draws for all that decode how many tokens they emit at the end of the step; their sum. */
  int draw() {
    int sum = 0;
    for (int rank = 0; rank < state.ranks; rank++) {
      int left = state.decoding.sequences[rank];
      for (int slot = state.queues.runningHead[rank]; left > 0; slot = slots.runNext[slot]) {
        if (slots.state[slot] == DECODING) {
          int emitted = slots.emittedTokens[slot];
          int accepted = speculation.acceptedTokens(slots.id[slot], emitted);
          int tokens = Math.min(1 + accepted, slots.outputTokens[slot] - emitted);
          slots.chunkTokens[slot] = tokens;
          sum += tokens;
          left--;
        }
      }
    }
    return sum;
  }

  /** Gives all that decode what was drawn, and hands over those that have emitted all. */
  void apply(long now, StepEnding ending) {
    for (int rank = 0; rank < state.ranks; rank++) {
      int left = state.decoding.sequences[rank];
      int slot = state.queues.runningHead[rank];
      while (left > 0 && slot != NONE) {
        int next = slots.runNext[slot];
        if (slots.state[slot] == DECODING) {
          left--;
          if (grows(rank, slot)) {
            ending.ends(slot, now);
          }
        }
        slot = next;
      }
    }
  }

  /** A request has emitted what was drawn for it; returns whether that was its last. */
  private boolean grows(int rank, int slot) {
    int tokens = slots.chunkTokens[slot];
    int computed = slots.computedTokens[slot];
    int covered = computed + speculation.reachTokens();
    slots.chunkTokens[slot] = 0;
    slots.emittedTokens[slot] += tokens;
    slots.computedTokens[slot] = computed + tokens;
    slots.coveredTokens[slot] = covered;
    if (slots.emittedTokens[slot] == slots.outputTokens[slot]) {
      state.decoding.leave(rank, computed);
      return true;
    }
    state.decoding.grows(rank, tokens);
    need(rank, slot);
    return false;
  }

  /** A request decodes from the next step on, having emitted so many tokens. */
  void joins(int rank, int slot, int emitted) {
    slots.emittedTokens[slot] = emitted;
    slots.coveredTokens[slot] = slots.computedTokens[slot];
    need(rank, slot);
  }

  /** Notes the blocks that a request takes in the coming step. */
  private void need(int rank, int slot) {
    KvBlocks kv = state.kv;
    int reach = slots.computedTokens[slot] + speculation.reachTokens();
    state.decoding.needs(rank, kv.blocksFor(reach) - kv.blocksFor(slots.coveredTokens[slot]));
  }
}
