package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import dev.dryrack.serving.metrics.RunCollector;

/**
 * The begin of a step: decoding requests take their blocks, the scheduler fills the ranks on which
 * something is to decide, and the step is priced.
 *
 * <p>Complexity: a few plain array operations per rank on which all decode; the scheduler's on the
 * others. Allocates nothing.
 */
final class StepForming {

  private final ReplicaState state;
  private final BatchScheduler scheduler;
  private final boolean async;
  private final LowWater low;
  private final RankBatch batch;
  private final StepBatch step;
  private final StepWatch watch;
  private final RunCollector collector;

  StepForming(
      ReplicaState state,
      BatchScheduler scheduler,
      RankBatch batch,
      StepBatch step,
      StepWatch watch,
      RunCollector collector,
      boolean async) {
    this.async = async;
    this.state = state;
    low = state.low;
    this.scheduler = scheduler;
    this.batch = batch;
    this.step = step;
    this.watch = watch;
    this.collector = collector;
  }

  /**
   * Forms the next step and returns how long it takes; 0 if nothing can be computed in it, as may
   * be while requests that end hold the blocks.
   */
  long form(long now) {
    watch.stepBegins(now);
    takeDueBlocks();
    boolean sure = low.isSure(state.steps);
    int fewestFree = sure ? 0 : state.kv.fewestFree();
    if (fewestFree < 0) {
      markShortRanks();
    }
    int waitingBefore = state.totalWaiting();
    int rank = state.busy.first();
    if (rank != RankSet.NONE) {
      // What waited until now is accounted for before it changes.
      watch.waitingChanges(now);
      for (; rank != RankSet.NONE; rank = state.busy.after(rank)) {
        fill(rank, now);
      }
      fewestFree = sure ? 0 : state.kv.fewestFree();
    }
    if (!sure) {
      low.seen(state.steps, fewestFree);
    }
    if (state.reuse != null) {
      state.reuse.stepFormed();
    }
    state.decoding.formed();
    if (async && step.isEmpty()) {
      collector.stepFormed(state.totalWaiting() - waitingBefore);
      return 0;
    }
    state.steps++;
    collector.stepFormed(state.totalWaiting() - waitingBefore);
    watch.stepFormed(low.least());
    return step.picos();
  }

  private void takeDueBlocks() {
    DecodingSet decoding = state.decoding;
    KvBlocks kv = state.kv;
    if (!decoding.apart) {
      kv.takeRow(decoding.dueRow(), decoding.totalDue[decoding.dueResidue()]);
      decoding.dueTaken();
      return;
    }
    for (int rank = 0; rank < state.ranks; rank++) {
      decoding.standStill(rank, false);
      kv.take(rank, decoding.due(rank));
    }
  }

  private void markShortRanks() {
    for (int rank = 0; rank < state.ranks; rank++) {
      if (state.kv.free[rank] < 0) {
        state.busy.add(rank);
      }
    }
  }

  private void fill(int rank, long now) {
    batch.open(rank, now);
    scheduler.fill(batch);
    if (state.kv.free[rank] < 0) {
      throw new IllegalStateException("rank " + rank + " was given more KV blocks than it has");
    }
    if (state.reuse != null) {
      state.reuse.filled(rank);
    }
    low.filled(state.kv.free[rank]);
    step.collect(rank);
    if (!async && step.chunkTokens(rank) == 0 && !decodes(rank) && hasRequests(rank)) {
      throw new IllegalStateException("rank " + rank + " has requests but none can go on");
    }
    watch.statistics.rankFilled(state.queues.running[rank]);
  }

  private boolean decodes(int rank) {
    return state.decoding.sequences[rank] > 0 && !state.decoding.standsStill(rank);
  }

  private boolean hasRequests(int rank) {
    return state.queues.runningHead[rank] != NONE || state.queues.waitingHead[rank] != NONE;
  }
}
