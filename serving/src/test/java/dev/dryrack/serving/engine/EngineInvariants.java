package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.DECODING;
import static dev.dryrack.serving.engine.RequestSlots.NONE;
import static dev.dryrack.serving.engine.RequestSlots.PREFILLING;
import static dev.dryrack.serving.engine.RequestSlots.SWAPPED_PREFILLING;
import static dev.dryrack.serving.engine.RequestSlots.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.KvCache;
import org.jspecify.annotations.Nullable;

/**
 * Walks the whole state of a simulation at the end of every step, before the step's effects, and
 * checks the invariants numbered in docs/invariants.md.
 */
final class EngineInvariants implements StepObserver {

  private final ServingSetup setup;
  private @Nullable ServingSimulation simulation;
  private final long[] lastEnd;
  private long lastEndOfAny;
  private int hostBlocks;
  long computedTokens;
  long emittedTokens;

  EngineInvariants(ServingSetup setup) {
    this.setup = setup;
    lastEnd = new long[setup.replicas()];
  }

  void watch(ServingSimulation theSimulation) {
    simulation = theSimulation;
  }

  @Override
  public void onPrefillChunk(int chunkTokens, long contextTokens) {
    assertThat(chunkTokens).isPositive();
    assertThat(contextTokens).isNotNegative();
  }

  @Override
  public void onStep(StepView step) {
    int replica = step.replica();
    long endPicos = step.endPicos();
    long stepPicos = step.picos();
    assertThat(stepPicos).as("ENG-4: a step takes time").isPositive();
    assertThat(endPicos).as("ENG-4: the clock goes on").isGreaterThanOrEqualTo(lastEndOfAny);
    assertThat(endPicos - stepPicos)
        .as("ENG-4: steps of a replica do not overlap")
        .isGreaterThanOrEqualTo(lastEnd[replica]);
    lastEnd[replica] = endPicos;
    lastEndOfAny = endPicos;
    if (simulation == null) {
      throw new IllegalStateException("nothing to watch");
    }
    ReplicaState group = simulation.replicas()[replica].state;
    long tokens = 0;
    int most = 0;
    int waiting = 0;
    int running = 0;
    for (int rank = 0; rank < group.ranks; rank++) {
      int rankTokens = checkRank(group, rank);
      tokens += rankTokens;
      most = Math.max(most, rankTokens);
      waiting += group.queues.waiting[rank];
      running += group.queues.running[rank];
    }
    assertThat(step.totalTokens()).as("ENG-2: tokens of the step").isEqualTo(tokens);
    assertThat(step.maxRankTokens()).as("ENG-2: tokens of the largest rank").isEqualTo(most);
    assertThat(group.totalWaiting()).as("ENG-1: waiting").isEqualTo(waiting);
    assertThat(group.totalRunning()).as("ENG-1: running").isEqualTo(running);
    computedTokens += tokens;
  }

  private int checkRank(ReplicaState group, int rank) {
    RequestSlots slots = group.slots;
    int taken = 0;
    int tokens = 0;
    int sequences = 0;
    int running = 0;
    long context = 0;
    long promised = 0;
    int due = 0;
    int held = 0;
    int previous = NONE;
    int prefill = group.queues.prefillHead[rank];
    for (int s = group.queues.runningHead[rank]; s != NONE; s = slots.runNext[s]) {
      running++;
      assertThat(slots.rank[s]).isEqualTo(rank);
      assertThat(slots.runPrevious[s]).isEqualTo(previous);
      previous = s;
      BlockChain chain = slots.chain[s];
      held += chain == null ? 0 : chain.heldBlocks();
      if (slots.state[s] == DECODING) {
        Speculation drafts = setup.speculation();
        int emitted =
            drafts == null
                ? slots.outputTokens[s] - (int) (slots.finishStep[s] - group.decoding.step(rank))
                : slots.emittedTokens[s];
        int left = slots.outputTokens[s] - emitted;
        int computed = slots.promptTokens[s] + emitted - 1;
        assertThat(left).as("ENG-8: outputs left").isPositive();
        assertThat(emitted).isPositive();
        promised += promised(group, s);
        sequences++;
        if (drafts == null) {
          assertInRing(group, rank, s);
          context += computed + 1;
          due += computed % setup.blockTokens() == 0 ? 1 : 0;
          int step = group.decoding.standsStill(rank) ? 0 : 1;
          tokens += step;
          taken += setup.fixedBlocksPerSequence() + blocks(computed + step);
        } else {
          assertThat(slots.computedTokens[s]).as("ENG-8: computed").isEqualTo(computed);
          context += computed + drafts.stepTokens();
          tokens += drafts.stepTokens();
          taken += setup.fixedBlocksPerSequence() + blocks(computed + drafts.reachTokens());
        }
      } else {
        assertThat(slots.state[s]).isEqualTo(PREFILLING);
        assertThat(s).as("ENG-9: prefills in order of admission").isEqualTo(prefill);
        prefill = slots.auxNext[s];
        int chunk = slots.chunkTokens[s];
        boolean vllm = setup.scheduling().policy() instanceof SchedulerPolicy.Vllm;
        if (vllm && setup.speculation() == null) {
          assertThat(chunk).as("ENG-6: every running request computes").isPositive();
        }
        if (vllm && setup.limits().longPrefillTokenThreshold() > 0) {
          assertThat(chunk)
              .as("ENG-7: chunk cap")
              .isLessThanOrEqualTo(setup.limits().longPrefillTokenThreshold());
        }
        tokens += chunk;
        promised += promised(group, s);
        int covered =
            group.kv.wholePrompts
                ? slots.promptTokens[s] + slots.emittedTokens[s]
                : slots.computedTokens[s] + chunk;
        taken += setup.fixedBlocksPerSequence() + blocks(covered);
      }
    }
    assertThat(prefill).isEqualTo(NONE);
    assertThat(group.kv.promised[rank]).as("ENG-8: promised blocks").isEqualTo(promised);
    hostBlocks = 0;
    int waiting = countWaiting(group, group.queues.waitingHead[rank]);
    assertThat(group.swap.room(rank))
        .as("ENG-3: host blocks")
        .isNotNegative()
        .isEqualTo(setup.scheduling().swapBlocksPerRank() - hostBlocks);
    boolean still = group.decoding.standsStill(rank);
    assertThat(running == 0 || tokens > 0).as("ENG-6: a rank with requests computes").isTrue();
    assertThat(!still || setup.scheduler().pausesDecoding()).isTrue();
    assertThat(group.queues.waiting[rank]).as("ENG-1: waiting").isEqualTo(waiting);
    assertThat(group.queues.running[rank]).as("ENG-1: running").isEqualTo(running);
    assertThat(group.requests(rank))
        .as("ENG-8: load")
        .isEqualTo(waiting + running + group.coming(rank));
    assertThat(running).as("ENG-7: max-num-seqs").isLessThanOrEqualTo(setup.limits().maxNumSeqs());
    if (!(setup.scheduling().policy() instanceof SchedulerPolicy.Sglang)
        && !setup.scheduler().pausesDecoding()) {
      boolean decodeFirst = setup.scheduling().policy() instanceof SchedulerPolicy.DecodeFirst;
      assertThat(decodeFirst ? tokens - sequences : tokens)
          .as("ENG-7: token budget")
          .isLessThanOrEqualTo(setup.tokenBudget());
    }
    assertThat(waiting).isLessThanOrEqualTo(mostWaiting());
    assertThat(group.kv.free[rank])
        .as("ENG-3: KV blocks")
        .isNotNegative()
        .isEqualTo(setup.blocksPerRank() - taken + held - referenced(group, rank));
    assertThat(group.decoding.sequences[rank]).as("ENG-8: sequences").isEqualTo(sequences);
    assertThat(group.decoding.contextTokens(rank)).as("ENG-8: context").isEqualTo(context);
    assertThat(group.decoding.due(rank)).as("ENG-8: blocks due").isEqualTo(due);
    return tokens;
  }

  /** KV-1: blocks with a key that are referenced, however often, and the queue of free ones. */
  private static int referenced(ReplicaState group, int rank) {
    if (group.reuse == null || group.requests(rank) == group.coming(rank)) {
      return 0;
    }
    KvCache cache = group.reuse.cache(rank);
    assertThat(cache.freeBlocks()).as("KV-1: the queue").isEqualTo(group.kv.free[rank]);
    return (int) cache.referencedBlocks();
  }

  private long promised(ReplicaState group, int slot) {
    int stated = Math.max(setup.scheduling().statedTokens(), group.slots.outputTokens[slot]);
    return (long) setup.fixedBlocksPerSequence()
        + blocks(group.slots.promptTokens[slot] + stated - 1);
  }

  /** Preempted requests come back to a queue, however many wait. */
  private int mostWaiting() {
    return setup.scheduling().maxQueuedRequests() == Scheduling.UNBOUNDED
        ? Integer.MAX_VALUE
        : setup.scheduling().maxQueuedRequests() + setup.limits().maxNumSeqs();
  }

  private int countWaiting(ReplicaState group, int head) {
    RequestSlots slots = group.slots;
    int count = 0;
    boolean byKey = setup.scheduling().order() != QueueOrder.FCFS;
    for (int s = head; s != NONE; s = slots.runNext[s]) {
      count++;
      if (byKey && slots.runPrevious[s] != NONE) {
        assertThat(group.queues.isBefore(s, slots.runPrevious[s])).as("ENG-9: heap").isTrue();
        count += countWaiting(group, slots.runPrevious[s]);
      }
      if (byKey && slots.runNext[s] != NONE) {
        assertThat(group.queues.isBefore(s, slots.runNext[s])).as("ENG-9: heap").isTrue();
      }
      if (slots.state[s] == WAITING) {
        assertThat(slots.computedTokens[s]).as("ENG-3: who waits holds nothing").isZero();
      } else {
        assertThat(slots.state[s]).isGreaterThanOrEqualTo(SWAPPED_PREFILLING);
        hostBlocks += setup.fixedBlocksPerSequence() + blocks(slots.computedTokens[s]);
      }
    }
    return count;
  }

  private static void assertInRing(ReplicaState group, int rank, int slot) {
    long step = group.slots.finishStep[slot];
    int s = group.ring(rank).first(step);
    while (s != NONE && s != slot) {
      s = group.ring(rank).next(step, s);
    }
    assertThat(s).as("ENG-8: in the finish ring").isEqualTo(slot);
  }

  private int blocks(int tokens) {
    return (tokens + setup.blockTokens() - 1) / setup.blockTokens();
  }
}
