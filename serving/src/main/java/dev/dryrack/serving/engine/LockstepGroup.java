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
  final KvBlocks kv;

  /** What becomes of the KV blocks of earlier requests; null without a prefix cache. */
  final @Nullable PrefixReuse reuse;

  /** One for all ranks, or one each where they are {@link DecodingSet#apart}. */
  private final FinishRing[] rings;

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

  /** By rank: requests that have ended. */
  private final long[] endings;

  /** By rank: the last step in which requests ended, and how many. */
  private final long[] endedStep;

  private final int[] endedInStep;

  /** By rank: those that have joined the decoding ones and not decoded since; else none. */
  private final int[] freshHead;

  private int totalFresh;

  /** By rank: when its decoding requests emitted last; kept only where ranks are apart. */
  private final long[] lastDecodePicos;

  private final Scheduling scheduling;
  private final SwapSpace swap;
  private long steps;

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
    scheduling = setup.scheduling();
    this.scheduler = scheduler;
    boolean apart = scheduler.pausesDecoding();
    queues = new RankQueues(ranks, slots, scheduling.order() != QueueOrder.FCFS);
    decoding = new DecodingSet(ranks, setup.blockTokens(), setup.limits().maxModelLen(), apart);
    rings = new FinishRing[apart ? ranks : 1];
    int size = rings.length == 1 ? FinishRing.SHARED_SIZE : FinishRing.OWN_SIZE;
    Arrays.setAll(rings, i -> new FinishRing(slots, size));
    kv =
        new KvBlocks(
            ranks,
            setup.blocksPerRank(),
            setup.blockTokens(),
            setup.fixedBlocksPerSequence(),
            scheduler.allocatesWholePrompts());
    endings = new long[ranks];
    endedStep = new long[ranks];
    endedInStep = new int[ranks];
    freshHead = new int[ranks];
    Arrays.fill(freshHead, NONE);
    lastDecodePicos = new long[ranks];
    swap = new SwapSpace(ranks, scheduling.swapBlocksPerRank(), scheduling.swapPicosPerBlock());
    reuse =
        setup.prefixCaching() == PrefixCaching.OFF
            ? null
            : new PrefixReuse(kv, slots, queues, collector.prefixCache());
    // Every step computes a token; so many make any batch of prompts complete.
    patienceSteps = (long) setup.limits().maxNumSeqs() * setup.limits().maxModelLen();
    price = setup.price();
    busy = new long[(ranks + Long.SIZE - 1) / Long.SIZE];
    queuedTokens = new long[ranks];
    batch = new RankBatch(this, scheduling.statedTokens(), swap);
    loads = new LoadTree(ranks);
    step = new StepBatch(slots, queues, decoding, price);
    component = simulation.register("replica " + index, this);
  }

  ReplicaStatistics statistics() {
    return statistics;
  }

  /** The ring of a rank. */
  FinishRing ring(int rank) {
    return rings.length == 1 ? rings[0] : rings[rank];
  }

  /** Requests that have ended on a rank. */
  long ended(int rank) {
    return endings[rank];
  }

  /** Requests of a rank that have ended in the step before the one being formed. */
  int endedInLastStep(int rank) {
    return endedStep[rank] == steps ? endedInStep[rank] : 0;
  }

  /** Steps formed, without the one being formed. */
  long steps() {
    return steps;
  }

  /** Host blocks left for swapping on a rank, for tests. */
  int swapRoom(int rank) {
    return swap.room(rank);
  }

  /** Whether no more requests may wait on a rank. */
  boolean isQueueFull(int rank) {
    return queues.waiting[rank] >= scheduling.maxQueuedRequests();
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
    if (loads.load(rank) == 0) {
      scheduler.wake(rank);
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
      progressStep = steps;
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
      if (scheduling.rejectLate() && rejectLate(now)) {
        awake = false;
        return;
      }
      if (ranks == 1 && busy[0] == 0 && totalFresh == 0 && isSteady(now)) {
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

  /** Whether all that decode on the one rank emitted their last token just now. */
  private boolean isSteady(long now) {
    return !decoding.apart || lastDecodePicos[0] == now;
  }

  /**
   * Steps of a single rank in which all requests decode, none finishes, blocks suffice and no event
   * is due: a loop of a few operations each. Returns the end of the last of them.
   */
  private long decodeUndisturbed(long begin) {
    long now = begin;
    FinishRing ring = rings[0];
    decoding.standStill(0, false);
    decoding.formed();
    int count = gaps.length;
    while (count == gaps.length) {
      long from = now;
      count = 0;
      int sequences = decoding.totalSequences;
      long quietUntil = simulation.quietUntilPicos();
      long fixedPicos = step.fixedPicosOfDecoding();
      long context = decoding.contextTokens(0);
      long bend = -1;
      long attention = 0;
      long slope = 0;
      long number = decoding.step(0);
      int row = decoding.dueRow();
      int free = kv.free[0];
      double blockPicos = 0;
      long attentionPicos = 0;
      while (count < gaps.length && ring.first(number + 1) == NONE) {
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
        gaps[count++] = picos;
        attentionPicos += attention;
        blockPicos += (double) (kv.blocksPerRank - free) * picos;
        if (watched) {
          kv.free[0] = free;
          steps++;
          showDecodeStep(now, picos, sequences, context);
          decoding.stepDone();
        }
        number++;
        row = decoding.rowAfter(row);
        context += sequences;
        attention += slope;
      }
      if (count > 0) {
        kv.free[0] = free;
        if (!watched) {
          decoding.stepsDone(count);
          steps += count;
        }
        if (observer != null) {
          observer.onDecodeSteps(sequences, count, attentionPicos);
        }
        collector.tokensAfterSteps(gaps, count, sequences);
        statistics.decodeStepsDone(
            count, now - from, sequences, kv.blocksPerRank - free, blockPicos);
      }
    }
    if (now > begin) {
      progressStep = steps;
      lastDecodePicos[0] = now;
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
    shown.swapPicos = 0;
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
    takeDueBlocks();
    int fewestFree = kv.fewestFree();
    if (fewestFree < 0) {
      markShortRanks();
    }
    int waitingBefore = totalWaiting;
    if (fillBusyRanks(now)) {
      fewestFree = kv.fewestFree();
      statistics.waitingChanges(now, waitingBefore);
    }
    decoding.formed();
    steps++;
    collector.stepFormed(totalWaiting - waitingBefore);
    statistics.stepFormed(kv.blocksPerRank - fewestFree, kv.taken(), totalRunning);
    return step.picos();
  }

  private void takeDueBlocks() {
    if (!decoding.apart) {
      kv.takeRow(decoding.residues, decoding.dueRow());
      return;
    }
    for (int rank = 0; rank < ranks; rank++) {
      decoding.standStill(rank, false);
      kv.free[rank] -= decoding.due(rank);
    }
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
    boolean decodes = decoding.sequences[rank] > 0 && !decoding.standsStill(rank);
    if (step.chunkTokens(rank) == 0
        && !decodes
        && queues.running[rank] + queues.waiting[rank] > 0) {
      throw new IllegalStateException("rank " + rank + " has requests but none can go on");
    }
    statistics.rankFilled(queues.running[rank]);
  }

  private void endStep(long now) {
    long picos = now - beginPicos;
    int decoded = decoding.totalInStep();
    if (observer != null) {
      step.describeTo(observer, view, now, picos);
    }
    if (sampler != null) {
      endWatchedStep(sampler, now, step.chunkTokens(), decoded);
    }
    stepUnderWay = false;
    statistics.stepDone(beginPicos, now, totalRunning, step.chunkTokens(), decoded);
    if (decoded > 0) {
      progressStep = steps;
      recordGaps(now, picos, decoded);
    } else if (steps - progressStep > patienceSteps) {
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

  /**
   * The decoding requests have emitted a token each: all so long after their last, but the fresh.
   */
  private void recordGaps(long now, long picos, int decoded) {
    if (!decoding.apart) {
      int fresh = totalFresh;
      for (int rank = 0; totalFresh > 0; rank++) {
        recordFresh(rank, now);
      }
      if (decoded > fresh) {
        collector.tokensAfter(picos, decoded - fresh);
      }
      return;
    }
    for (int rank = 0; rank < ranks; rank++) {
      int sequences = decoding.inStep[rank];
      if (sequences > 0) {
        int rest = sequences - recordFresh(rank, now);
        if (rest > 0) {
          collector.tokensAfter(now - lastDecodePicos[rank], rest);
        }
        lastDecodePicos[rank] = now;
      }
    }
  }

  /** The fresh ones of a rank have emitted a token, each so long after its own last; how many. */
  private int recordFresh(int rank, long now) {
    int count = 0;
    for (int slot = freshHead[rank]; slot != NONE; slot = slots.freshNext[slot]) {
      collector.tokensAfter(now - slots.lastTokenPicos[slot], 1);
      count++;
    }
    freshHead[rank] = NONE;
    totalFresh -= count;
    return count;
  }

  private void addFresh(int rank, int slot) {
    slots.freshNext[slot] = freshHead[rank];
    freshHead[rank] = slot;
    totalFresh++;
  }

  /** Takes a request out of the fresh ones of its rank, if it is one; O(fresh). */
  private boolean removeFresh(int rank, int slot) {
    int previous = NONE;
    int at = freshHead[rank];
    while (at != NONE && at != slot) {
      previous = at;
      at = slots.freshNext[at];
    }
    if (at == NONE) {
      return false;
    }
    if (previous == NONE) {
      freshHead[rank] = slots.freshNext[slot];
    } else {
      slots.freshNext[previous] = slots.freshNext[slot];
    }
    totalFresh--;
    return true;
  }

  private void finishDue(long now) {
    if (!decoding.apart) {
      finishDue(rings[0], decoding.step(0), now);
      return;
    }
    for (int rank = 0; rank < ranks; rank++) {
      if (decoding.inStep[rank] > 0) {
        finishDue(ring(rank), decoding.step(rank), now);
      }
    }
  }

  private void finishDue(FinishRing ring, long done, long now) {
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
    progressStep = steps;
    if (sampler != null) {
      sampler.emitted(index);
    }
    if (emitted == 1) {
      slots.firstTokenPicos[slot] = now;
      collector.firstToken();
    } else {
      collector.tokensAfter(now - slots.lastTokenPicos[slot], 1);
    }
    slots.lastTokenPicos[slot] = now;
    int left = slots.outputTokens[slot] - emitted;
    if (left == 0) {
      ends(slot, now);
      return;
    }
    slots.state[slot] = DECODING;
    decoding.join(rank, slots.computedTokens[slot]);
    ring(rank).add(slot, decoding.step(rank) + left);
    if (decoding.apart) {
      addFresh(rank, slot);
    }
  }

  /** A request that was swapped out while it decoded takes part in the step being formed. */
  void resumeDecoding(int slot) {
    int rank = slots.rank[slot];
    int emitted = slots.emittedTokens[slot];
    int known = slots.promptTokens[slot] + emitted;
    queuedTokens[rank] -= known;
    totalQueuedTokens -= known;
    slots.state[slot] = DECODING;
    decoding.join(rank, slots.computedTokens[slot]);
    ring(rank).add(slot, decoding.step(rank) + slots.outputTokens[slot] - emitted);
    addFresh(rank, slot);
  }

  /** A decoding request is taken out of the batch at the begin of a step. */
  void leaveDecoding(int slot, int computed, long now) {
    int rank = slots.rank[slot];
    decoding.leave(rank, computed);
    ring(rank).remove(slot);
    if (!decoding.apart) {
      slots.lastTokenPicos[slot] = now;
    } else if (!removeFresh(rank, slot)) {
      slots.lastTokenPicos[slot] = lastDecodePicos[rank];
    }
  }

  /** KV blocks of a rank move between GPU and host before the step being formed computes. */
  void swapped(int rank, long picos) {
    step.addSwapPicos(rank, picos);
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
    kv.promised[rank] -= batch.blocksAtMost(slot);
    endings[rank]++;
    endedInStep[rank] = endedStep[rank] == steps ? endedInStep[rank] + 1 : 1;
    endedStep[rank] = steps;
    queues.removeRunning(rank, slot);
    loads.change(rank, -1);
    totalRunning--;
    if (sampler != null) {
      sampler.finished(index);
    }
    listener.finished(index, slot, now);
  }

  /**
   * Rejects waiting requests at the head of a queue whose target has passed before they got a
   * place. Returns whether none is left in the replica.
   */
  private boolean rejectLate(long now) {
    int before = totalWaiting;
    for (int rank = 0; rank < ranks; rank++) {
      int slot = queues.waitingHead[rank];
      while (slot != NONE && slots.scheduledPicos[slot] < 0 && now > slots.deadlinePicos[slot]) {
        queues.removeFirstWaiting(rank);
        loads.change(rank, -1);
        queuedTokens[rank] -= slots.promptTokens[slot];
        totalQueuedTokens -= slots.promptTokens[slot];
        statistics.waitingChanges(now, totalWaiting);
        totalWaiting--;
        listener.rejectedLate(index, slot, now);
        slot = queues.waitingHead[rank];
      }
      if (slot == NONE && queues.prefillHead[rank] == NONE) {
        busy[rank >> 6] &= ~(1L << rank);
      }
    }
    return totalWaiting != before && totalRunning + totalWaiting == 0;
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

  /** Shows all requests that are not finished to a recorder, and empties the queues doing so. */
  void showUnfinished(RequestRecorder recorder, RequestView request) {
    for (int rank = 0; rank < ranks; rank++) {
      for (int slot = queues.runningHead[rank]; slot != NONE; slot = slots.runNext[slot]) {
        int emitted =
            slots.state[slot] == DECODING
                ? slots.outputTokens[slot] - (int) (slots.finishStep[slot] - decoding.step(rank))
                : slots.emittedTokens[slot];
        recorder.unfinished(request.unfinished(slot, index, emitted));
      }
      while (queues.waitingHead[rank] != NONE) {
        int slot = queues.removeFirstWaiting(rank);
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
