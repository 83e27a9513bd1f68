package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.DECODING;
import static dev.dryrack.serving.engine.RequestSlots.ENDING;
import static dev.dryrack.serving.engine.RequestSlots.NONE;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The end of a step: tokens are emitted, prompts that are complete go on to decode, requests that
 * have emitted their last token leave and give back their blocks.
 *
 * <p>O(1) per request that changes, nothing for those that go on decoding; allocates nothing.
 */
final class StepEnding {

  private final ReplicaState state;
  private final RequestSlots slots;
  private final StepBatch step;
  private final TokenGaps gaps;
  private final StepWatch watch;
  private final Progress progress;
  private final EmittedTokens tokens;
  private final EngineListener listener;

  /** Where requests speculate; else null. */
  private final @Nullable Verification verification;

  /** Whether the next step is formed while this one runs: requests leave at its real end. */
  private final boolean async;

  /** With a prefix cache or {@link #async}: requests whose last token this step brings. */
  private int[] ended = new int[64];

  private int endedCount;

  StepEnding(
      ReplicaState state,
      StepBatch step,
      TokenGaps gaps,
      StepWatch watch,
      Progress progress,
      EmittedTokens tokens,
      EngineListener listener) {
    this.state = state;
    this.step = step;
    this.gaps = gaps;
    this.watch = watch;
    this.progress = progress;
    this.tokens = tokens;
    this.listener = listener;
    slots = state.slots;
    Speculation speculation = state.speculation;
    verification = speculation == null ? null : new Verification(state, speculation);
    async = tokens.isHeld();
  }

  /**
   * The step that begins will end at a time: its tokens count as computed for the one that is
   * formed next. Requests whose last token it brings stay where they are, with their blocks.
   */
  void compute(long endPicos) {
    DecodingSet decoding = state.decoding;
    int decoded = decoding.totalInStep();
    watch.stepComputes(endPicos, step, decoded);
    settle(endPicos, decoded, decoded);
  }

  /** The step that was computed has ended: those whose last token it brought leave. */
  void endComputed(long now) {
    watch.computedStepEnds(now);
    tokens.release();
    finishEnded(now);
  }

  /** The step under way ends. */
  void end(long now) {
    DecodingSet decoding = state.decoding;
    int decoded = decoding.totalInStep();
    int emitted = verification == null ? decoded : verification.draw();
    watch.stepEnds(now, step, emitted);
    settle(now, decoded, emitted);
    if (endedCount > 0) {
      finishEnded(now);
    }
    if (state.roomFreed) {
      state.roomFreed = false;
      listener.roomFreed(state.index, now);
    }
  }

  private void settle(long now, int decoded, int emitted) {
    DecodingSet decoding = state.decoding;
    gaps.stepEnds(now);
    if (decoded > 0) {
      progress.made();
      gaps.stepDone(now, now - watch.beginPicos(), decoded);
      if (verification != null) {
        tokens.verified(decoded, emitted);
      }
    } else {
      progress.check();
    }
    decoding.stepDone();
    step.stepDone();
    if (verification == null) {
      finishDue(now);
    } else {
      verification.apply(now, this);
    }
    RankSet busy = state.busy;
    for (int rank = busy.first(); rank != RankSet.NONE; rank = busy.after(rank)) {
      completeChunks(rank, now);
    }
  }

  /** Steps alike have ended; those that are due with the last of them leave. */
  void finish(long now) {
    finishDue(now);
    if (endedCount > 0) {
      finishEnded(now);
    }
  }

  private void finishDue(long now) {
    DecodingSet decoding = state.decoding;
    if (!decoding.apart) {
      finishDue(state.ring(0), decoding.step(0), now);
      return;
    }
    for (int rank = 0; rank < state.ranks; rank++) {
      if (decoding.inStep[rank] > 0) {
        finishDue(state.ring(rank), decoding.step(rank), now);
      }
    }
  }

  private void finishDue(FinishRing ring, long done, long now) {
    int slot = ring.first(done);
    while (slot != NONE) {
      int next = ring.next(done, slot);
      if (slots.finishStep[slot] == done) {
        ring.remove(slot);
        state.decoding.leave(slots.rank[slot], computedInTheEnd(slot));
        ends(slot, now);
      }
      slot = next;
    }
  }

  private void completeChunks(int rank, long now) {
    int slot = state.queues.prefillHead[rank];
    while (slot != NONE) {
      int next = slots.auxNext[slot];
      int chunk = slots.chunkTokens[slot];
      if (chunk > 0) {
        slots.chunkTokens[slot] = 0;
        slots.computedTokens[slot] += chunk;
        if (state.reuse != null) {
          state.reuse.computed(rank, slot);
        }
        if (slots.todo(slot) == 0) {
          state.queues.removePrefill(rank, slot);
          emit(rank, slot, now);
        }
      }
      slot = next;
    }
    step.clear(rank);
    state.settle(rank);
  }

  /** A request has computed all its tokens and emits the first, or the first after a preemption. */
  private void emit(int rank, int slot, long now) {
    int emitted = slots.emittedTokens[slot] + 1;
    progress.made();
    watch.emitted();
    if (emitted == 1) {
      slots.firstTokenPicos[slot] = now;
      tokens.first();
    } else {
      tokens.after(now - slots.lastTokenPicos[slot], 1);
    }
    slots.lastTokenPicos[slot] = now;
    int left = slots.outputTokens[slot] - emitted;
    if (left == 0) {
      ends(slot, now);
      return;
    }
    slots.state[slot] = DECODING;
    state.decoding.join(rank, slots.computedTokens[slot]);
    if (verification == null) {
      state.ring(rank).add(slot, state.decoding.step(rank) + left);
    } else {
      verification.joins(rank, slot, emitted);
    }
    gaps.joins(rank, slot);
  }

  /** A request has emitted its last token. */
  void ends(int slot, long now) {
    if (state.reuse == null && !async) {
      finish(slot, now);
      return;
    }
    if (async) {
      slots.state[slot] = ENDING;
      slots.emittedTokens[slot] = slots.outputTokens[slot];
    }
    if (endedCount == ended.length) {
      ended = Arrays.copyOf(ended, 2 * endedCount);
    }
    // Blocks go back in order of admission, as an engine walks its batch: insert where it belongs.
    int at = endedCount++;
    while (at > 0 && slots.ticket[ended[at - 1]] > slots.ticket[slot]) {
      ended[at] = ended[at - 1];
      at--;
    }
    ended[at] = slot;
  }

  /** Requests of all ranks whose last token the step under way brings. */
  int ending() {
    return endedCount;
  }

  private void finishEnded(long now) {
    for (int i = 0; i < endedCount; i++) {
      finish(ended[i], now);
    }
    endedCount = 0;
  }

  private void finish(int slot, long now) {
    int rank = slots.rank[slot];
    KvBlocks kv = state.kv;
    int computed = computedInTheEnd(slot);
    boolean speculated = verification != null && slots.state[slot] == DECODING;
    int covered = speculated ? slots.coveredTokens[slot] : computed;
    if (state.reuse != null) {
      state.reuse.finish(rank, slot, covered, computed);
    } else {
      kv.give(rank, kv.fixedPerSequence + kv.blocksFor(covered));
    }
    kv.promised[rank] -= state.blocksAtMost(slot);
    state.queues.removeRunning(rank, slot);
    state.ended(rank);
    watch.finished();
    listener.finished(state.index, slot, now);
  }

  /** The last output token is never fed back. */
  private int computedInTheEnd(int slot) {
    return slots.promptTokens[slot] + slots.outputTokens[slot] - 1;
  }
}
