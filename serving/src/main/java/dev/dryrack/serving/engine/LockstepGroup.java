package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.NONE;

import dev.dryrack.serving.cache.Offload;
import dev.dryrack.serving.metrics.ReplicaStatistics;
import dev.dryrack.serving.metrics.RunCollector;
import dev.dryrack.sim.EventHandler;
import dev.dryrack.sim.Simulation;
import org.jspecify.annotations.Nullable;

/**
 * One replica: attention data-parallel ranks that step together. With one rank it is an ordinary
 * engine.
 *
 * <p>Each rank has its own waiting queue, batch and KV blocks. A step begins while any rank has
 * work; ranks without take part in it. It lasts
 *
 * <pre>
 * tokenPicos(largest rank's tokens, all tokens) + draftPicos(most sequences, all sequences)
 *   + max over ranks (decodePicos + samplePicos + sum of prefillPicos over its chunks)
 * </pre>
 *
 * <p>A step is one event, and none at all while nothing else is pending before its end. At equal
 * times steps end first, then requests arrive, then steps begin.
 *
 * <p>The parts: {@link ReplicaState} is what there is, {@link StepForming} begins a step and {@link
 * StepEnding} ends it, {@link DecodeRun} does several alike at once, {@link RunningBatch} moves
 * requests between queue and batch for the scheduler, {@link StepWatch} records.
 *
 * <p>Complexity: a rank on which all requests decode costs a few plain array operations per step,
 * whatever its batch; only ranks with requests that wait or prefill run scalar code. Allocates
 * nothing. Not thread-safe.
 */
final class LockstepGroup implements EventHandler {

  static final int STEP_END_PRIORITY = 0;
  static final int ARRIVAL_PRIORITY = 1;
  static final int TRANSFER_PRIORITY = 2;
  static final int SETTLE_PRIORITY = 3;
  static final int STEP_BEGIN_PRIORITY = 4;

  private static final int STEP_END = 0;
  private static final int STEP_BEGIN = 1;

  final ReplicaState state;

  private final Scheduling scheduling;
  private final BatchScheduler scheduler;
  private final Simulation simulation;
  private final EngineListener listener;
  private final StepWatch watch;
  private final Progress progress;
  private final StepForming forming;
  private final StepEnding ending;
  private final DecodeRun decodeRun;
  private final int component;

  /** Whether steps alike may be done at once. */
  private final boolean runsDecode;

  /** Whether a step is formed while the one before it runs. */
  private final boolean async;

  /** With {@link #async}: what the step takes that is formed and has not begun; 0 for none. */
  private long formedPicos;

  /** Whether a step is under way or about to begin. */
  private boolean awake;

  LockstepGroup(
      int index,
      ServingSetup setup,
      RequestSlots slots,
      BatchScheduler scheduler,
      Simulation simulation,
      RunCollector collector,
      EngineListener listener,
      @Nullable StepObserver observer,
      @Nullable StateSampler sampler) {
    this.scheduler = scheduler;
    this.simulation = simulation;
    this.listener = listener;
    scheduling = setup.scheduling();
    state = new ReplicaState(index, setup, slots, scheduler, collector.prefixCache());
    async = scheduling.async();
    watch = new StepWatch(state, observer, sampler, async);
    progress = new Progress(state, setup.limits());
    EmittedTokens tokens = new EmittedTokens(collector, async);
    TokenGaps gaps = new TokenGaps(slots, state.decoding, tokens);
    StepBatch step =
        new StepBatch(
            slots, state.queues, state.decoding, setup.price(), overlapsLoads(setup.offload()));
    RankBatch batch = new RankBatch(state, new RunningBatch(state, step, gaps, watch));
    forming = new StepForming(state, scheduler, batch, step, watch, collector, async);
    ending = new StepEnding(state, step, gaps, watch, progress, tokens, listener);
    decodeRun =
        new DecodeRun(state, step, setup.price(), simulation, collector, gaps, watch, progress);
    component = simulation.register("replica " + index, this);
    // What other replicas can see of a step has to happen when the step does.
    runsDecode =
        setup.speculation() == null
            && (setup.offload() == null || setup.offload().below().isEmpty());
  }

  private static boolean overlapsLoads(@Nullable Offload offload) {
    return offload != null && offload.host().overlapped();
  }

  ReplicaStatistics statistics() {
    return watch.statistics;
  }

  /** The measured window begins. */
  void startWindow(long now) {
    watch.statistics.startWindow(now);
    state.low.startWindow();
  }

  /** Time that the step under way, if there is one, has taken until now. */
  long underWayPicos(long now) {
    return watch.underWayPicos(now);
  }

  /** Whether no more requests may wait on a rank. */
  boolean isQueueFull(int rank) {
    return state.queues.waiting[rank] + state.coming(rank) >= scheduling.maxQueuedRequests();
  }

  /** Puts a new request into a rank's waiting queue. */
  void submit(int rank, int slot) {
    long now = simulation.nowPicos();
    watch.sent(now);
    if (state.reuse != null) {
      state.reuse.submitted(rank, slot);
    }
    if (state.queues.waiting[rank] == 0 && state.queues.running[rank] == 0) {
      scheduler.wake(rank);
    }
    state.submitted(rank, slot);
    if (!awake) {
      awake = true;
      progress.made();
      simulation.schedule(now, STEP_BEGIN_PRIORITY, component, STEP_BEGIN, 0);
    }
  }

  /** Steps follow each other here as long as no other event is due before the next. */
  @Override
  public void onEvent(int type, long argument) {
    long now = simulation.nowPicos();
    if (async) {
      goAhead(type == STEP_END, now);
      return;
    }
    boolean ended = type == STEP_END;
    if (ended) {
      ending.end(now);
    }
    while (true) {
      if (ended) {
        if (state.isEmpty()) {
          awake = false;
          return;
        }
        if (!simulation.tryAdvance(now, STEP_BEGIN_PRIORITY)) {
          simulation.schedule(now, STEP_BEGIN_PRIORITY, component, STEP_BEGIN, 0);
          return;
        }
      }
      if (scheduling.rejectLate() && rejectLate(now)) {
        awake = false;
        return;
      }
      ended = true;
      if (runsDecode && decodeRun.isPossible(now)) {
        now = decodeRun.advance(now);
        if (decodeRun.finishes()) {
          ending.finish(now);
          continue;
        }
      }
      now += forming.form(now);
      if (!simulation.tryAdvance(now, STEP_END_PRIORITY)) {
        simulation.schedule(now, STEP_END_PRIORITY, component, STEP_END, 0);
        return;
      }
      ending.end(now);
    }
  }

  /**
   * The same where a step is formed when the one before it begins: it finds the blocks of those
   * that end with that one still taken, and requests that arrive later wait for the step after it.
   */
  private void goAhead(boolean stepEnds, long time) {
    boolean ends = stepEnds;
    long now = time;
    while (true) {
      if (ends) {
        ending.endComputed(now);
        if (formedPicos == 0 && state.isEmpty()) {
          awake = false;
          return;
        }
        if (!simulation.tryAdvance(now, STEP_BEGIN_PRIORITY)) {
          simulation.schedule(now, STEP_BEGIN_PRIORITY, component, STEP_BEGIN, 0);
          return;
        }
      }
      if (formedPicos == 0) {
        formedPicos = forming.form(now);
        if (formedPicos == 0) {
          throw new IllegalStateException(
              "replica " + state.index + " has requests but none can go on");
        }
      }
      if (runsDecode && !watch.everyStep && decodeRun.isPossible(now)) {
        long then = decodeRun.advanceAhead(now);
        formedPicos = then > now ? decodeRun.nextPicos() : formedPicos;
        now = then;
      }
      watch.stepBegins(now);
      long end = now + formedPicos;
      ending.compute(end);
      boolean more = state.totalWaiting() + state.totalRunning() > ending.ending();
      formedPicos = more ? forming.form(now) : 0;
      if (!simulation.tryAdvance(end, STEP_END_PRIORITY)) {
        simulation.schedule(end, STEP_END_PRIORITY, component, STEP_END, 0);
        return;
      }
      now = end;
      ends = true;
    }
  }

  /**
   * Rejects waiting requests at the head of a queue whose target has passed before they got a
   * place. Returns whether by that none is left in the replica.
   */
  private boolean rejectLate(long now) {
    RequestSlots slots = state.slots;
    int before = state.totalWaiting();
    for (int rank = 0; rank < state.ranks; rank++) {
      int slot = state.queues.waitingHead[rank];
      while (slot != NONE && slots.scheduledPicos[slot] < 0 && now > slots.deadlinePicos[slot]) {
        watch.waitingChanges(now);
        state.firstWaitingLeaves(rank);
        listener.rejectedLate(state.index, slot, now);
        slot = state.queues.waitingHead[rank];
      }
      state.settle(rank);
    }
    return state.totalWaiting() != before && state.isEmpty();
  }

  /** Shows all requests that are not finished to a recorder, and empties the queues doing so. */
  void showUnfinished(RequestRecorder recorder, RequestView request) {
    RankQueues queues = state.queues;
    for (int rank = 0; rank < state.ranks; rank++) {
      for (int slot = queues.runningHead[rank]; slot != NONE; slot = state.slots.runNext[slot]) {
        recorder.unfinished(request.unfinished(slot, state.index, state.emittedTokens(slot)));
      }
      while (queues.waitingHead[rank] != NONE) {
        int slot = queues.removeFirstWaiting(rank);
        recorder.unfinished(request.unfinished(slot, state.index, state.emittedTokens(slot)));
      }
    }
  }

  /** Closes the books at the end of a run, perhaps in the middle of a step. */
  void close(long now) {
    watch.close(now);
  }
}
