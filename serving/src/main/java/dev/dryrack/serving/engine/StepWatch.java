package dev.dryrack.serving.engine;

import dev.dryrack.serving.metrics.ReplicaStatistics;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a replica: its statistics always, its steps for an observer and its state for
 * a sampler where there are any. Alters nothing of what it sees (ENG-13).
 *
 * <p>Without observer and sampler it costs a comparison per change; allocates nothing.
 */
final class StepWatch {

  final ReplicaStatistics statistics = new ReplicaStatistics();

  /** Whether somebody wants to see each step, of those alike too. */
  final boolean everyStep;

  private final ReplicaState state;
  private final @Nullable StepObserver observer;
  private final @Nullable StateSampler sampler;
  private final boolean observesEveryStep;
  private final StepView view;
  private final boolean async;
  private long beginPicos;
  private boolean underWay;

  /** Of a step that counts as computed before it has ended. */
  private final HeldStep held = new HeldStep();

  private int computedChunkTokens;

  private int computedDecoded;
  private int computedRunning;
  private int computedEmitted;
  private long computedBlocks;

  StepWatch(
      ReplicaState state,
      @Nullable StepObserver observer,
      @Nullable StateSampler sampler,
      boolean async) {
    this.async = async;
    this.state = state;
    this.observer = observer;
    this.sampler = sampler;
    view = new StepView(state);
    observesEveryStep = observer != null && observer.wantsEveryStep();
    everyStep = sampler != null || observesEveryStep;
  }

  /** A request is about to be sent to the replica. */
  void sent(long now) {
    if (sampler != null) {
      sampler.before(now);
      sampler.sent(state.index);
    }
    waitingChanges(now);
    statistics.sent();
  }

  /** The number of waiting requests is about to change. */
  void waitingChanges(long now) {
    statistics.waitingChanges(now, state.totalWaiting());
  }

  void stepBegins(long now) {
    if (sampler != null) {
      sampler.before(now);
    }
    beginPicos = now;
    underWay = true;
  }

  void stepFormed(int fewestFree) {
    KvBlocks kv = state.kv;
    statistics.stepFormed(kv.blocksPerRank - fewestFree, kv.taken(), state.totalRunning());
  }

  /** When the step under way, or the last one, began. */
  long beginPicos() {
    return beginPicos;
  }

  /** Time that the step under way, if there is one, has taken until now. */
  long underWayPicos(long now) {
    return underWay ? now - beginPicos : 0;
  }

  /** A step begins of which the end is known, and counts as computed from now on. */
  void stepComputes(long endPicos, StepBatch step, int decoded) {
    if (observer != null) {
      step.describeTo(held, view, endPicos, endPicos - beginPicos);
    }
    computedChunkTokens = step.chunkTokens();
    computedDecoded = decoded;
    computedRunning = state.totalRunning();
    computedBlocks = state.kv.taken();
  }

  /** It ends. */
  void computedStepEnds(long now) {
    if (observer != null) {
      held.showTo(observer, view);
    }
    endSampledStep(now, computedChunkTokens, computedDecoded);
    statistics.stepBlocks(computedBlocks);
    statistics.stepDone(beginPicos, now, computedRunning, computedChunkTokens, computedDecoded);
    if (sampler != null) {
      for (; computedEmitted > 0; computedEmitted--) {
        sampler.emitted(state.index);
      }
    }
  }

  /** A step ends, before its effects. */
  void stepEnds(long now, StepBatch step, int decoded) {
    if (observer != null) {
      step.describeTo(observer, view, now, now - beginPicos);
    }
    int chunkTokens = step.chunkTokens();
    endSampledStep(now, chunkTokens, decoded);
    statistics.stepDone(beginPicos, now, state.totalRunning(), chunkTokens, decoded);
  }

  private void endSampledStep(long now, int prefillTokens, int decoded) {
    if (sampler != null) {
      sampler.before(now);
      sampler.stepDone(state.index, now - beginPicos, prefillTokens, decoded);
    }
    underWay = false;
  }

  /** One of several steps alike ends; only where {@link #everyStep} is wanted. */
  void decodeStepEnds(long endPicos, int sequences, long contextTokens) {
    if (observer != null && observesEveryStep) {
      view.decodeStep(endPicos, endPicos - beginPicos, sequences, contextTokens);
      observer.onDecodeStep(view);
    }
    endSampledStep(endPicos, 0, sequences);
  }

  /** Several steps alike have ended. */
  void decodeStepsDone(
      int count, long picos, int sequences, int blocks, double blockPicos, long attentionPicos) {
    if (observer != null) {
      observer.onDecodeSteps(sequences, count, attentionPicos);
    }
    statistics.decodeStepsDone(count, picos, sequences, blocks, blockPicos);
  }

  /** A request got its first place in a step. */
  void admittedFirst(int slot) {
    if (sampler != null) {
      RequestSlots slots = state.slots;
      sampler.admitted(state.index, slots.promptTokens[slot], slots.cachedTokens[slot]);
    }
  }

  void preempted(int lostTokens) {
    statistics.preempted(lostTokens);
    if (sampler != null) {
      sampler.preempted(state.index);
    }
  }

  /** A request has emitted the token that completes its prompt. */
  void emitted() {
    if (sampler != null) {
      if (async) {
        computedEmitted++;
      } else {
        sampler.emitted(state.index);
      }
    }
  }

  void finished() {
    if (sampler != null) {
      sampler.finished(state.index);
    }
  }

  /** Closes the books at the end of a run, perhaps in the middle of a step. */
  void close(long now) {
    waitingChanges(now);
    if (underWay) {
      if (async) {
        statistics.stepBlocks(computedBlocks);
      }
      int running = async ? computedRunning : state.totalRunning();
      statistics.stepCutOff(beginPicos, now, running);
    }
  }
}
