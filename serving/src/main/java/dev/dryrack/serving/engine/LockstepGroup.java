package dev.dryrack.serving.engine;

import static dev.dryrack.serving.engine.RequestSlots.DECODING;
import static dev.dryrack.serving.engine.RequestSlots.NONE;

import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.metrics.ReplicaStatistics;
import dev.dryrack.serving.metrics.RunCollector;
import dev.dryrack.sim.EventHandler;
import dev.dryrack.sim.Simulation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One replica: attention data-parallel ranks that step together. With one rank it is an ordinary
 * engine.
 *
 * <p>Each rank has its own waiting queue, batch and KV blocks. A step begins while any rank has
 * work; ranks without take part in it. It lasts
 *
 * <pre>
 * tokenPicos(largest rank's tokens, all tokens)
 *   + max over ranks (decodePicos + samplePicos + sum of prefillPicos over its chunks)
 * </pre>
 *
 * <p>A step is one event, and none at all while nothing else is pending before its end. At equal
 * times steps end first, then requests arrive, then steps begin.
 *
 * <p>Complexity: a rank on which all requests decode costs a few plain array operations per step,
 * whatever its batch; only ranks with requests that wait or prefill (a bitmap) run scalar code.
 * Allocates nothing. Not thread-safe.
 */
final class LockstepGroup implements EventHandler, RouterView {

  static final int STEP_END_PRIORITY = 0;
  static final int ARRIVAL_PRIORITY = 1;
  static final int STEP_BEGIN_PRIORITY = 2;

  private static final int STEP_END = 0;
  private static final int STEP_BEGIN = 1;

  private static final int GAPS = 256;

  final int index;
  final int ranks;
  final RequestSlots slots;
  final RankQueues queues;
  final DecodingSet decoding;
  final FinishRing ring;
  final KvBlocks kv;

  /** What becomes of the KV blocks of earlier requests; null without a prefix cache. */
  final @Nullable PrefixReuse reuse;

  private final RankBatch batch;
  private final BatchScheduler scheduler;
  private final StepPrice price;
  private final Simulation simulation;
  private final int component;
  private final RunCollector collector;
  private final ReplicaStatistics statistics = new ReplicaStatistics();
  private final EngineListener listener;
  private final @Nullable StepObserver observer;
  private final @Nullable StateSampler sampler;
  private final StepView view = new StepView(this);
  private final boolean watched;

  /** Times of the undisturbed steps since they were last recorded. */
  private final long[] gaps = new long[GAPS];

  /** Ranks with requests that wait or prefill, one bit each. */
  private final long[] busy;

  private final StepBatch step;
  private final LoadTree loads;

  /** Prompt and emitted tokens of requests that wait or prefill, by rank. */
  private final long[] queuedTokens;

  private long totalQueuedTokens;
  private int totalRunning;
  private int totalWaiting;

  /** With a prefix cache: requests whose last token this step brings. */
  private int[] ended = new int[64];

  private int endedCount;
  private long admissions;

  private long beginPicos;
  private boolean stepUnderWay;
  private boolean awake;

  /** After so many steps without a token emitted, the policy makes no progress. */
  private final long patienceSteps;

  /** The step in which a token was last emitted, or that in which work began. */
  private long progressStep;

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
    this.index = index;
    this.ranks = setup.ranksPerReplica();
    this.slots = slots;
    this.simulation = simulation;
    this.collector = collector;
    this.listener = listener;
    this.observer = observer;
    this.sampler = sampler;
    watched = sampler != null || (observer != null && observer.wantsEveryStep());
    queues = new RankQueues(ranks, slots);
    decoding = new DecodingSet(ranks, setup.blockTokens(), setup.limits().maxModelLen());
    ring = new FinishRing(slots);
    kv =
        new KvBlocks(
            ranks, setup.blocksPerRank(), setup.blockTokens(), setup.fixedBlocksPerSequence());
    reuse =
        setup.prefixCaching() == PrefixCaching.OFF
            ? null
            : new PrefixReuse(kv, slots, queues, collector.prefixCache());
    this.scheduler = scheduler;
    // Every step computes a token; so many make any batch of prompts complete.
    patienceSteps = (long) setup.limits().maxNumSeqs() * setup.limits().maxModelLen();
    price = setup.price();
    busy = new long[(ranks + Long.SIZE - 1) / Long.SIZE];
    queuedTokens = new long[ranks];
    batch = new RankBatch(this);
    loads = new LoadTree(ranks);
    step = new StepBatch(slots, queues, decoding, price);
    component = simulation.register("replica " + index, this);
  }

  ReplicaStatistics statistics() {
    return statistics;
  }

  @Override
  public int targets() {
    return ranks;
  }

  @Override
  public int requests(int rank) {
    return loads.load(rank);
  }

  @Override
  public int fewestRequests() {
    return loads.leastLoaded();
  }

  @Override
  public long knownTokens(int rank) {
    return queuedTokens[rank] + decoding.contextTokens(rank);
  }

  /** Requests of all ranks that wait. */
  int totalWaiting() {
    return totalWaiting;
  }

  /** Requests of all ranks that run. */
  int totalRunning() {
    return totalRunning;
  }

  /** Prompt and emitted tokens of all requests that are not finished. */
  long totalKnownTokens() {
    return totalQueuedTokens + decoding.totalContextTokens();
  }

  /** Puts a new request into a rank's waiting queue. */
  void submit(int rank, int slot) {
    long now = simulation.nowPicos();
    int prompt = slots.promptTokens[slot];
    if (sampler != null) {
      sampler.before(now);
      sampler.sent(index);
    }
    if (reuse != null) {
      reuse.submitted(rank, slot);
    }
    queues.appendWaiting(rank, slot);
    loads.change(rank, 1);
    queuedTokens[rank] += prompt;
    totalQueuedTokens += prompt;
    busy[rank >> 6] |= 1L << rank;
    statistics.waitingChanges(now, totalWaiting);
    totalWaiting++;
    if (!awake) {
      awake = true;
      progressStep = decoding.step;
      simulation.schedule(now, STEP_BEGIN_PRIORITY, component, STEP_BEGIN, 0);
    }
  }

  @Override
  public void onEvent(int type, long argument) {
    long now = simulation.nowPicos();
    boolean begins = type == STEP_BEGIN;
    while (true) {
      if (!begins) {
        endStep(now);
        if (totalRunning == 0 && totalWaiting == 0) {
          awake = false;
          return;
        }
        if (!simulation.tryAdvance(now, STEP_BEGIN_PRIORITY)) {
          simulation.schedule(now, STEP_BEGIN_PRIORITY, component, STEP_BEGIN, 0);
          return;
        }
      }
      if (ranks == 1 && busy[0] == 0) {
        now = decodeUndisturbed(now);
      }
      now += beginStep(now);
      if (!simulation.tryAdvance(now, STEP_END_PRIORITY)) {
        simulation.schedule(now, STEP_END_PRIORITY, component, STEP_END, 0);
        return;
      }
      begins = false;
    }
  }

  /**
   * Steps of a single rank in which all requests decode, none finishes, blocks suffice and no event
   * is due: a loop of a few operations each. Returns the end of the last of them.
   */
  private long decodeUndisturbed(long begin) {
    long now = begin;
    int steps = gaps.length;
    while (steps == gaps.length) {
      long from = now;
      steps = 0;
      int sequences = decoding.totalSequences;
      long quietUntil = simulation.quietUntilPicos();
      long fixedPicos = step.fixedPicosOfDecoding();
      long context = decoding.contextTokens(0);
      long bend = -1;
      long attention = 0;
      long slope = 0;
      long number = decoding.step;
      int row = decoding.dueRow();
      int free = kv.free[0];
      double blockPicos = 0;
      long attentionPicos = 0;
      while (steps < gaps.length && ring.first(number + 1) == NONE) {
        if (context > bend) {
          attention = price.decodePicos(sequences, context);
          slope = price.decodeSlopePicos(sequences, context) * sequences;
          bend = price.decodeBendTokens(sequences, context);
        }
        long picos = fixedPicos + attention;
        int due = decoding.residues[row];
        if (due > free || picos > quietUntil - now) {
          break;
        }
        if (sampler != null) {
          beginWatchedStep(sampler, now);
        }
        free -= due;
        now += picos;
        gaps[steps++] = picos;
        attentionPicos += attention;
        blockPicos += (double) (kv.blocksPerRank - free) * picos;
        if (watched) {
          kv.free[0] = free;
          showDecodeStep(now, picos, sequences, context);
          decoding.stepDone();
        }
        number++;
        row = decoding.rowAfter(row);
        context += sequences;
        attention += slope;
      }
      if (steps > 0) {
        kv.free[0] = free;
        if (!watched) {
          decoding.stepsDone(steps);
        }
        if (observer != null) {
          observer.onDecodeSteps(sequences, steps, attentionPicos);
        }
        collector.tokensAfterSteps(gaps, steps, sequences);
        statistics.decodeStepsDone(
            steps, now - from, sequences, kv.blocksPerRank - free, blockPicos);
      }
    }
    if (now > begin) {
      progressStep = decoding.step;
      simulation.advanceQuietly(now);
    }
    return now;
  }

  private void showDecodeStep(long endPicos, long picos, int sequences, long contextTokens) {
    if (observer != null && observer.wantsEveryStep()) {
      observer.onDecodeStep(decodeStep(endPicos, picos, sequences, contextTokens));
    }
    if (sampler != null) {
      endWatchedStep(sampler, endPicos, 0, sequences);
    }
  }

  private StepView decodeStep(long endPicos, long picos, int sequences, long contextTokens) {
    StepView shown = view;
    shown.endPicos = endPicos;
    shown.picos = picos;
    shown.maxRankTokens = sequences;
    shown.totalTokens = sequences;
    shown.decodingSequences = sequences;
    shown.decodingContextTokens = contextTokens;
    shown.emittingSequences = sequences;
    shown.prefillTokens = 0;
    return shown;
  }

  /** For samples: {@link #endWatchedStep} follows. */
  private void beginWatchedStep(StateSampler theSampler, long now) {
    theSampler.before(now);
    beginPicos = now;
    stepUnderWay = true;
  }

  private void endWatchedStep(StateSampler theSampler, long now, int prefillTokens, int decoded) {
    theSampler.before(now);
    stepUnderWay = false;
    theSampler.stepDone(index, now - beginPicos, prefillTokens, decoded);
  }

  /** Time that the step under way, if there is one, has taken until now. */
  long underWayPicos(long now) {
    return stepUnderWay ? now - beginPicos : 0;
  }

  /** Forms the next step and returns how long it takes. */
  private long beginStep(long now) {
    if (sampler != null) {
      sampler.before(now);
    }
    beginPicos = now;
    stepUnderWay = true;
    kv.takeRow(decoding.residues, decoding.dueRow());
    int fewestFree = kv.fewestFree();
    if (fewestFree < 0) {
      markShortRanks();
    }
    int waitingBefore = totalWaiting;
    if (fillBusyRanks(now)) {
      fewestFree = kv.fewestFree();
      statistics.waitingChanges(now, waitingBefore);
    }
    collector.stepFormed(totalWaiting - waitingBefore);
    statistics.stepFormed(kv.blocksPerRank - fewestFree, kv.taken(), totalRunning);
    return step.picos();
  }

  private void markShortRanks() {
    for (int rank = 0; rank < ranks; rank++) {
      if (kv.free[rank] < 0) {
        busy[rank >> 6] |= 1L << rank;
      }
    }
  }

  private boolean fillBusyRanks(long now) {
    boolean any = false;
    for (int word = 0; word < busy.length; word++) {
      for (long bits = busy[word]; bits != 0; bits &= bits - 1) {
        fillRank((word << 6) + Long.numberOfTrailingZeros(bits), now);
        any = true;
      }
    }
    return any;
  }

  private void fillRank(int rank, long now) {
    batch.open(rank, now);
    scheduler.fill(batch);
    if (kv.free[rank] < 0) {
      throw new IllegalStateException("rank " + rank + " was given more KV blocks than it has");
    }
    if (reuse != null) {
      reuse.filled(rank);
    }
    step.collect(rank);
    if (step.chunkTokens(rank) == 0 && decoding.sequences[rank] == 0) {
      throw new IllegalStateException("rank " + rank + " has requests but none can go on");
    }
    statistics.rankFilled(queues.running[rank]);
  }

  private void endStep(long now) {
    long picos = now - beginPicos;
    int decoded = decoding.totalSequences;
    if (observer != null) {
      step.describeTo(observer, view, now, picos);
    }
    if (sampler != null) {
      endWatchedStep(sampler, now, step.chunkTokens(), decoded);
    }
    stepUnderWay = false;
    statistics.stepDone(beginPicos, now, totalRunning, step.chunkTokens(), decoded);
    if (decoded > 0) {
      progressStep = decoding.step;
      collector.tokensAfter(picos, decoded);
    } else if (decoding.step - progressStep > patienceSteps) {
      throw noProgress();
    }
    decoding.stepDone();
    step.stepDone();
    finishDue(now);
    for (int word = 0; word < busy.length; word++) {
      for (long bits = busy[word]; bits != 0; bits &= bits - 1) {
        endBusyRank((word << 6) + Long.numberOfTrailingZeros(bits), now);
      }
    }
    if (endedCount > 0) {
      finishEnded(now);
    }
  }

  private IllegalStateException noProgress() {
    return new IllegalStateException(
        "replica "
            + index
            + ": no token in "
            + patienceSteps
            + " steps, while "
            + totalRunning
            + " requests run and "
            + totalWaiting
            + " wait: the scheduling policy gets nowhere");
  }

  private void finishDue(long now) {
    long done = decoding.step;
    int slot = ring.first(done);
    while (slot != NONE) {
      int next = ring.next(done, slot);
      if (slots.finishStep[slot] == done) {
        ring.remove(slot);
        decoding.leave(slots.rank[slot], slots.promptTokens[slot] + slots.outputTokens[slot] - 1);
        ends(slot, now);
      }
      slot = next;
    }
  }

  private void endBusyRank(int rank, long now) {
    int slot = queues.prefillHead[rank];
    while (slot != NONE) {
      int next = slots.auxNext[slot];
      int chunk = slots.chunkTokens[slot];
      if (chunk > 0) {
        slots.chunkTokens[slot] = 0;
        slots.computedTokens[slot] += chunk;
        if (slots.todo(slot) == 0) {
          queues.removePrefill(rank, slot);
          emit(rank, slot, now);
        }
      }
      slot = next;
    }
    step.clear(rank);
    if (queues.waitingHead[rank] == NONE && queues.prefillHead[rank] == NONE) {
      busy[rank >> 6] &= ~(1L << rank);
    }
  }

  /** A request has computed all its tokens and emits the first, or the first after a preemption. */
  private void emit(int rank, int slot, long now) {
    int emitted = slots.emittedTokens[slot] + 1;
    int known = slots.promptTokens[slot] + emitted - 1;
    queuedTokens[rank] -= known;
    totalQueuedTokens -= known;
    progressStep = decoding.step;
    if (sampler != null) {
      sampler.emitted(index);
    }
    if (emitted == 1) {
      slots.firstTokenPicos[slot] = now;
      collector.firstToken();
    } else {
      collector.tokensAfter(now - slots.lastTokenPicos[slot], 1);
    }
    int left = slots.outputTokens[slot] - emitted;
    if (left == 0) {
      ends(slot, now);
    } else {
      slots.state[slot] = DECODING;
      decoding.join(rank, slots.computedTokens[slot]);
      ring.add(slot, decoding.step + left);
    }
  }

  /** A request has emitted its last token. */
  private void ends(int slot, long now) {
    if (reuse == null) {
      finish(slot, now);
      return;
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

  private void finishEnded(long now) {
    for (int i = 0; i < endedCount; i++) {
      finish(ended[i], now);
    }
    endedCount = 0;
  }

  private void finish(int slot, long now) {
    int rank = slots.rank[slot];
    int computed = slots.promptTokens[slot] + slots.outputTokens[slot] - 1;
    if (reuse != null) {
      reuse.finish(rank, slot, computed);
    } else {
      kv.free[rank] += kv.fixedPerSequence + kv.blocksFor(computed);
    }
    queues.removeRunning(rank, slot);
    loads.change(rank, -1);
    totalRunning--;
    if (sampler != null) {
      sampler.finished(index);
    }
    listener.finished(index, slot, now);
  }

  /** A waiting request got a place in the step that begins; called by {@link RankBatch}. */
  void admitted(int slot, long now) {
    totalWaiting--;
    totalRunning++;
    slots.ticket[slot] = admissions++;
    if (slots.scheduledPicos[slot] < 0) {
      slots.scheduledPicos[slot] = now;
      if (sampler != null) {
        sampler.admitted(index, slots.promptTokens[slot], slots.cachedTokens[slot]);
      }
    }
  }

  /** A running request was put back to wait; called by {@link RankBatch}. */
  void preempted(int slot, int lostTokens, boolean wasDecoding) {
    totalWaiting++;
    totalRunning--;
    if (wasDecoding) {
      int known = slots.promptTokens[slot] + slots.emittedTokens[slot];
      queuedTokens[slots.rank[slot]] += known;
      totalQueuedTokens += known;
    }
    statistics.preempted(lostTokens);
    if (sampler != null) {
      sampler.preempted(index);
    }
  }

  /** Shows all requests that are not finished to a recorder. */
  void showUnfinished(RequestRecorder recorder, RequestView request) {
    for (int rank = 0; rank < ranks; rank++) {
      for (int slot = queues.runningHead[rank]; slot != NONE; slot = slots.runNext[slot]) {
        int emitted =
            slots.state[slot] == DECODING
                ? slots.outputTokens[slot] - (int) (slots.finishStep[slot] - decoding.step)
                : slots.emittedTokens[slot];
        recorder.unfinished(request.unfinished(slot, index, emitted));
      }
      for (int slot = queues.waitingHead[rank]; slot != NONE; slot = slots.runNext[slot]) {
        recorder.unfinished(request.unfinished(slot, index, slots.emittedTokens[slot]));
      }
    }
  }

  /** Closes the books at the end of a run, perhaps in the middle of a step. */
  void close(long now) {
    statistics.waitingChanges(now, totalWaiting);
    if (stepUnderWay) {
      statistics.stepCutOff(beginPicos, now, totalRunning);
    }
  }
}
