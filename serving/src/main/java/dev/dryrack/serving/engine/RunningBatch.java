package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.DECODING;
import static dev.dryrack.serving.engine.RequestSlots.PREFILLING;
import static dev.dryrack.serving.engine.RequestSlots.SWAPPED_DECODING;
import static dev.dryrack.serving.engine.RequestSlots.SWAPPED_PREFILLING;
import static dev.dryrack.serving.engine.RequestSlots.WAITING;

/**
 * Requests enter and leave the running batch of a rank while a step is formed, with their KV
 * blocks: admission, preemption, swapping.
 *
 * <p>O(1) per request, but for the chunks of a prefix cache; allocates nothing.
 */
final class RunningBatch {

  private final ReplicaState state;
  private final RequestSlots slots;
  private final StepBatch step;
  private final TokenGaps gaps;
  private final StepWatch watch;
  private long admissions;

  RunningBatch(ReplicaState state, StepBatch step, TokenGaps gaps, StepWatch watch) {
    this.state = state;
    this.step = step;
    this.gaps = gaps;
    this.watch = watch;
    slots = state.slots;
  }

  /** Blocks that admitting a waiting request with a first chunk of so many tokens takes. */
  int blocksToAdmit(int rank, int slot, int tokens) {
    if (state.reuse != null) {
      return state.reuse.blocksToAdmit(rank, slot, tokens);
    }
    KvBlocks kv = state.kv;
    int computed = slots.computedTokens[slot];
    int covered = kv.wholePrompts ? computed + slots.todo(slot) : computed + tokens;
    return kv.fixedPerSequence + kv.blocksFor(covered);
  }

  /** The head of the waiting queue runs; one that was swapped out while it decoded, decodes. */
  void admitFirstWaiting(int rank, int tokens, long now) {
    int slot = state.queues.removeFirstWaiting(rank);
    KvBlocks kv = state.kv;
    if (state.reuse != null) {
      step.addLoadPicos(rank, state.reuse.admit(rank, slot, tokens));
    } else {
      kv.take(rank, blocksToAdmit(rank, slot, tokens));
    }
    kv.promised[rank] += state.blocksAtMost(slot);
    byte was = slots.state[slot];
    if (was >= SWAPPED_PREFILLING) {
      step.addSwapPicos(rank, state.swap.takeIn(rank, swapBlocks(slot)));
    }
    state.queues.appendRunning(rank, slot);
    state.admitted();
    slots.ticket[slot] = admissions++;
    if (slots.scheduledPicos[slot] < 0) {
      slots.scheduledPicos[slot] = now;
      watch.admittedFirst(slot);
    }
    if (was == SWAPPED_DECODING) {
      resumeDecoding(rank, slot);
      return;
    }
    slots.state[slot] = PREFILLING;
    slots.chunkTokens[slot] = tokens;
    state.queues.appendPrefill(rank, slot);
  }

  private void resumeDecoding(int rank, int slot) {
    int emitted = slots.emittedTokens[slot];
    slots.state[slot] = DECODING;
    DecodingSet decoding = state.decoding;
    decoding.join(rank, slots.computedTokens[slot]);
    state.ring(rank).add(slot, decoding.step(rank) + slots.outputTokens[slot] - emitted);
    gaps.joinsLater(rank, slot);
  }

  /**
   * A running request stops running and gives back all its blocks. Its tokens are computed again
   * when it is admitted, unless they could be swapped out.
   *
   * @throws IllegalStateException if it is the only one: then no step would get anywhere
   */
  void takeOut(int rank, int slot, boolean maySwap, long now) {
    if (state.queues.running[rank] <= 1) {
      throw new IllegalStateException("the only running request would be preempted");
    }
    boolean decoded = slots.state[slot] == DECODING;
    if (decoded) {
      stopDecoding(rank, slot);
    } else {
      stopPrefilling(rank, slot);
    }
    int computed = slots.computedTokens[slot];
    state.kv.promised[rank] -= state.blocksAtMost(slot);
    slots.chunkTokens[slot] = 0;
    slots.preemptions[slot]++;
    state.queues.removeRunning(rank, slot);
    int lost = computed;
    if (maySwap && computed > 0 && state.swap.hasRoom(rank, swapBlocks(slot))) {
      step.addSwapPicos(rank, state.swap.takeOut(rank, swapBlocks(slot)));
      slots.state[slot] = decoded ? SWAPPED_DECODING : SWAPPED_PREFILLING;
      lost = 0;
    } else {
      slots.computedTokens[slot] = 0;
      slots.state[slot] = WAITING;
    }
    state.preempted();
    watch.preempted(lost);
  }

  private void stopDecoding(int rank, int slot) {
    DecodingSet decoding = state.decoding;
    int emitted = state.emittedTokens(slot);
    int known = slots.promptTokens[slot] + emitted;
    slots.emittedTokens[slot] = emitted;
    slots.computedTokens[slot] = known - 1;
    Speculation speculation = state.speculation;
    if (speculation == null) {
      int granted = decoding.standsStill(rank) ? 0 : 1;
      giveBack(rank, slot, known - 1 + granted, granted);
      state.ring(rank).remove(slot);
    } else {
      int covered = known - 1 + speculation.reachTokens();
      giveBack(rank, slot, covered, covered - slots.coveredTokens[slot]);
    }
    decoding.leave(rank, known - 1);
    gaps.leaves(rank, slot);
  }

  private void stopPrefilling(int rank, int slot) {
    boolean whole = state.kv.wholePrompts;
    int chunk = slots.chunkTokens[slot];
    int more = whole ? slots.todo(slot) : chunk;
    giveBack(rank, slot, slots.computedTokens[slot] + more, whole ? 0 : chunk);
    state.queues.removePrefill(rank, slot);
  }

  /** Blocks with something in them. */
  private int swapBlocks(int slot) {
    return state.kv.fixedPerSequence + state.kv.blocksFor(slots.computedTokens[slot]);
  }

  /**
   * Gives back the blocks of a request.
   *
   * @param covered tokens for which it has any
   * @param granted those of them that got theirs in the step being formed
   */
  private void giveBack(int rank, int slot, int covered, int granted) {
    if (state.reuse != null) {
      state.reuse.preempt(rank, slot, slots.computedTokens[slot], covered, granted);
    } else {
      KvBlocks kv = state.kv;
      kv.give(rank, kv.fixedPerSequence + kv.blocksFor(covered));
    }
  }
}
