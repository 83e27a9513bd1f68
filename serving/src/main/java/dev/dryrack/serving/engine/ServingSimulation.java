package dev.dryrack.serving.engine;

import dev.dryrack.serving.cache.BlockChain;
import dev.dryrack.serving.cache.Offload;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.cache.PromptChains;
import dev.dryrack.serving.metrics.PrefixCacheStatistics;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RunCollector;
import dev.dryrack.serving.metrics.RunEnd;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.metrics.TierResult;
import dev.dryrack.serving.router.RoutedRequest;
import dev.dryrack.sim.HybridEventQueue;
import dev.dryrack.sim.Simulation;
import dev.dryrack.sim.SimulationException;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SessionSource.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The event simulation of a served system: a client, a router and replicas.
 *
 * <p>A request arrives, is rejected if it could never be served, else sent to the rank that the
 * routers choose, where it waits, prefills and decodes until its last token. The same setup and
 * source give the same result to the last bit.
 *
 * <p>Memory is bounded by the requests in the system at once; a run allocates nothing per event or
 * request in steady state. One instance makes one run. Only {@link #stop()} may be called from
 * another thread.
 */
public final class ServingSimulation {

  /** No power of two: else all arrays of the slots would begin on the same lines of a cache. */
  private static final int INITIAL_SLOTS = 1000;

  /** After all else at the same time. */
  private static final int WINDOW_PRIORITY = 5;

  private final ServingSetup setup;
  private final @Nullable RequestRecorder recorder;
  private final Simulation simulation = new Simulation(new HybridEventQueue());
  private final RequestSlots slots = new RequestSlots(INITIAL_SLOTS);
  private final RequestView view = new RequestView(slots);
  private final @Nullable StateSampler sampler;
  private final RunCollector collector;
  private final LockstepGroup[] replicas;
  private final @Nullable PromptHistory history;
  private final Dispatch dispatch;
  private final RoutedRequest routed = new RoutedRequest();

  /** Null where each replica prefills and decodes. */
  private final @Nullable KvHandover handover;

  /** Null without tiers below host memory. */
  private final @Nullable LowerTiers lowerTiers;

  /** Only asked what it could never schedule. */
  private final BatchScheduler gate;

  private final EngineListener listener = new Listener();
  private final Map<Rejection, long[]> rejected = new EnumMap<>(Rejection.class);
  private @Nullable Arrivals client;
  private volatile boolean stopRequested;

  /** A simulation without records. */
  public ServingSimulation(ServingSetup setup) {
    this(setup, null, null);
  }

  /**
   * A simulation.
   *
   * @param recorder is told of each request that ends; may be null
   * @param observer is told of each step; may be null
   */
  public ServingSimulation(
      ServingSetup setup, @Nullable RequestRecorder recorder, @Nullable StepObserver observer) {
    this(setup, recorder, observer, null);
  }

  /**
   * A simulation.
   *
   * @param recorder is told of each request that ends; may be null
   * @param observer is told of each step; may be null
   * @param sampler samples the state of the replicas; may be null
   */
  public ServingSimulation(
      ServingSetup setup,
      @Nullable RequestRecorder recorder,
      @Nullable StepObserver observer,
      @Nullable StateSampler sampler) {
    this(setup, setup::scheduler, recorder, observer, sampler);
  }

  /** One with a policy of its own, for tests. */
  ServingSimulation(
      ServingSetup setup,
      Supplier<BatchScheduler> policy,
      @Nullable RequestRecorder recorder,
      @Nullable StepObserver observer,
      @Nullable StateSampler sampler) {
    this.setup = setup;
    this.sampler = sampler;
    this.recorder = recorder;
    collector = new RunCollector(setup.slo(), setup.openLoop());
    replicas = new LockstepGroup[setup.replicas()];
    Disaggregation pools = setup.disaggregation();
    if (pools != null && sampler != null) {
      throw new IllegalArgumentException(
          "samples over time are not taken of prefill and decode pools: leave them out");
    }
    boolean ownDecode = pools != null && pools.decode() != null;
    ServingSetup ofDecode = pools == null ? setup : setup.ofDecode();
    RunCollector ofPrefill = pools == null ? collector : collector.forPrefill();
    for (int i = 0; i < replicas.length; i++) {
      boolean decodes = pools != null && i >= pools.prefillReplicas();
      replicas[i] =
          new LockstepGroup(
              i,
              decodes ? ofDecode : setup,
              slots,
              decodes && ownDecode ? ofDecode.scheduler() : policy.get(),
              simulation,
              decodes ? collector : ofPrefill,
              listener,
              observer == null || !decodes ? observer : observer.ofDecodePool(),
              sampler);
    }
    if (sampler != null) {
      sampler.watch(replicas);
    }
    history =
        setup.prefixCaching() == PrefixCaching.OFF
            ? null
            : new PromptHistory(new PromptChains(setup.blockTokens()), setup.blockTokens(), slots);
    gate = setup.scheduler();
    int sentTo = pools == null ? replicas.length : pools.prefillReplicas();
    dispatch = new Dispatch(setup, replicas, sentTo);
    lowerTiers =
        setup.prefixCaching() == PrefixCaching.OFF
                || setup.offload() == null
                || setup.offload().below().isEmpty()
            ? null
            : new LowerTiers(setup.offload(), slots, replicas, simulation, collector.prefixCache());
    handover =
        pools == null
            ? null
            : new KvHandover(pools, setup, slots, replicas, dispatch, simulation, collector);
  }

  /**
   * Serves the requests of a source until all are served, the horizon is reached or {@link #stop()}
   * is called. The source is not closed. Requests of a {@link SessionSource} that wait for others
   * arrive a pause after those have ended; shared prefixes are computed once where the setup has a
   * prefix cache.
   *
   * @throws IOException if the source cannot be read or has a defect
   * @throws IllegalStateException if this instance has run before
   */
  public RunResult run(RequestSource source) throws IOException {
    if (client != null) {
      throw new IllegalStateException("a ServingSimulation makes one run");
    }
    collector.countClasses(source.priorityClasses());
    Arrivals theClient = clientOf(source);
    client = theClient;
    try {
      if (setup.warmupPicos() > 0) {
        int window = simulation.register("window", (type, argument) -> startWindow());
        simulation.schedule(setup.warmupPicos(), WINDOW_PRIORITY, window, 0, 0);
      }
      theClient.start();
      if (stopRequested) {
        simulation.stop();
      }
      if (setup.horizonPicos() == ServingSetup.NO_HORIZON) {
        simulation.run();
      } else {
        simulation.runUntil(setup.horizonPicos());
      }
    } catch (SimulationException e) {
      if (e.getCause() instanceof UncheckedIOException io) {
        throw io.getCause();
      }
      throw e;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return result();
  }

  private Arrivals clientOf(RequestSource source) {
    PromptChains chains = history == null ? null : history.chains();
    if (source instanceof SessionSource sessions && sessions.waiting() != Waiting.NEVER) {
      return new SessionClient(sessions, simulation, this::send, chains, setup.maxConcurrency());
    }
    return new Client(source, simulation, this::send, chains, setup.maxConcurrency());
  }

  /**
   * Ends the run after the event being handled; {@link #run} then returns what there is. May be
   * called from another thread, before or during the run.
   */
  public void stop() {
    stopRequested = true;
    simulation.stop();
  }

  /** The replicas, for tests of invariants. */
  LockstepGroup[] replicas() {
    return replicas;
  }

  /** The slots, for tests of invariants. */
  RequestSlots slots() {
    return slots;
  }

  private boolean send(
      long request,
      long arrivalPicos,
      int promptTokens,
      int outputTokens,
      int priority,
      int session,
      @Nullable BlockChain chain,
      boolean follows) {
    Rejection rejection = rejection(promptTokens, outputTokens);
    if (rejection != null) {
      forget(chain);
      reject(request, promptTokens, outputTokens, priority, arrivalPicos, rejection);
      return false;
    }
    long now = simulation.nowPicos();
    int reach = history == null || chain == null ? 0 : history.arrives(chain, replicas);
    if (handover != null) {
      collector.sent(now, follows);
      int slot = take(request, arrivalPicos, promptTokens, outputTokens, priority, chain, reach);
      handover.sent(slot, session);
      return true;
    }
    routed.of(promptTokens, session, chain);
    int place = dispatch.choose(routed);
    int ranks = setup.ranksPerReplica();
    LockstepGroup replica = replicas[place / ranks];
    if (replica.isQueueFull(place % ranks)) {
      forget(chain);
      reject(request, promptTokens, outputTokens, priority, arrivalPicos, Rejection.QUEUE_FULL);
      return false;
    }
    collector.sent(now, follows);
    dispatch.sent(place, routed);
    int slot = take(request, arrivalPicos, promptTokens, outputTokens, priority, chain, reach);
    slots.rank[slot] = place % ranks;
    if (lowerTiers == null || !lowerTiers.fetch(place / ranks, place % ranks, slot)) {
      replica.submit(place % ranks, slot);
    }
    return true;
  }

  private int take(
      long request,
      long arrivalPicos,
      int promptTokens,
      int outputTokens,
      int priority,
      @Nullable BlockChain chain,
      int reach) {
    long now = simulation.nowPicos();
    int slot = slots.take(request, arrivalPicos, now, promptTokens, outputTokens, 0);
    slots.priority[slot] = priority;
    slots.orderKey[slot] = setup.scheduling().orderKey(arrivalPicos, priority);
    slots.deadlinePicos[slot] = setup.scheduling().deadlinePicos(arrivalPicos, priority);
    if (history != null && chain != null) {
      history.sent(slot, chain, reach);
    }
    return slot;
  }

  private void forget(@Nullable BlockChain chain) {
    if (history != null && chain != null) {
      history.forget(chain);
    }
  }

  private @Nullable Rejection rejection(int promptTokens, int outputTokens) {
    Rejection rejection = setup.rejection(promptTokens, outputTokens);
    int stated = Math.max(setup.scheduling().statedTokens(), outputTokens);
    return rejection == null ? gate.refuses(promptTokens, outputTokens, stated) : rejection;
  }

  private void reject(
      long request,
      int promptTokens,
      int outputTokens,
      int priority,
      long arrivalPicos,
      Rejection reason) {
    collector.rejected(priority);
    rejected.computeIfAbsent(reason, first -> new long[1])[0]++;
    if (recorder != null) {
      recorder.rejected(request, promptTokens, outputTokens, arrivalPicos, reason);
    }
  }

  private void rejectedLate(int replica, int slot) {
    collector.rejectedLate();
    forget(slots.chain[slot]);
    slots.chain[slot] = null;
    long request = slots.id[slot];
    reject(
        request,
        slots.promptTokens[slot],
        slots.outputTokens[slot],
        slots.priority[slot],
        slots.arrivalPicos[slot],
        Rejection.TOO_LATE);
    leave(replica, slot, request);
  }

  private void finished(int replica, int slot, long now) {
    if (handover != null && handover.prefills(replica)) {
      rememberPrompt(replica, slot, now);
      handover.prefilled(replica, slot, now);
      return;
    }
    collector.finished(
        slots.promptTokens[slot],
        slots.outputTokens[slot],
        slots.priority[slot],
        slots.preemptions[slot],
        slots.arrivalPicos[slot],
        slots.sentPicos[slot],
        slots.scheduledPicos[slot],
        slots.firstTokenPicos[slot],
        now);
    if (recorder != null) {
      recorder.finished(view.finished(slot, replica, now));
    }
    if (handover != null) {
      handover.decoded(replica, slot, now);
      forget(slots.chain[slot]);
      slots.chain[slot] = null;
    } else {
      rememberPrompt(replica, slot, now);
    }
    leave(replica, slot, slots.id[slot]);
  }

  private void rememberPrompt(int replica, int slot, long now) {
    if (history != null) {
      history.finished(slot, replica * setup.ranksPerReplica() + slots.rank[slot], now);
    }
  }

  private void leave(int replica, int slot, long request) {
    if (handover == null) {
      int place = replica * setup.ranksPerReplica() + slots.rank[slot];
      dispatch.left(place, slots.promptTokens[slot]);
    }
    slots.release(slot);
    if (client != null) {
      client.finished(request);
    }
  }

  private final class Listener implements EngineListener {
    @Override
    public void finished(int replica, int slot, long nowPicos) {
      ServingSimulation.this.finished(replica, slot, nowPicos);
    }

    @Override
    public void rejectedLate(int replica, int slot, long nowPicos) {
      ServingSimulation.this.rejectedLate(replica, slot);
    }

    @Override
    public void roomFreed(int replica, long nowPicos) {
      if (handover != null) {
        handover.roomFreed(replica, nowPicos);
      }
    }
  }

  private void startWindow() {
    long now = simulation.nowPicos();
    collector.startWindow(now);
    for (LockstepGroup replica : replicas) {
      replica.startWindow(now);
    }
  }

  private RunResult result() {
    boolean drained = slots.used() == 0 && simulation.pendingEvents() == 0;
    RunEnd end = drained ? RunEnd.DRAINED : stopRequested ? RunEnd.STOPPED : RunEnd.HORIZON;
    long endPicos = drained ? collector.lastActivePicos() : simulation.nowPicos();
    if (sampler != null) {
      sampler.end(endPicos);
    }
    long running = 0;
    List<ReplicaResult> results = new ArrayList<>(replicas.length);
    if (handover != null) {
      handover.restoreOutputs();
      if (recorder != null) {
        handover.showUnfinished(recorder, view);
      }
    }
    if (lowerTiers != null && recorder != null) {
      lowerTiers.showUnfinished(recorder, view);
    }
    for (LockstepGroup replica : replicas) {
      replica.close(endPicos);
      if (recorder != null) {
        replica.showUnfinished(recorder, view);
      }
      running += replica.state.totalRunning();
      results.add(
          replica
              .statistics()
              .result(
                  endPicos,
                  (long) replica.state.kv.blocksPerRank * replica.state.ranks,
                  replica.state.kv.blocksPerRank));
    }
    Map<String, Long> reasons = new TreeMap<>();
    rejected.forEach((reason, count) -> reasons.put(reason.id(), count[0]));
    return collector.result(
        end,
        endPicos,
        reasons,
        running,
        setup.gpus(),
        tiers(endPicos),
        results,
        handover == null ? null : handover.result(endPicos));
  }

  private List<TierResult> tiers(long endPicos) {
    Offload offload = setup.offload();
    if (offload == null || setup.prefixCaching() == PrefixCaching.OFF) {
      return List.of();
    }
    PrefixCacheStatistics hits = collector.prefixCache();
    List<TierResult> tiers = new ArrayList<>();
    tiers.add(HostStore.result(offload.host(), replicas, endPicos, hits.tierHitTokens(0)));
    for (int t = 0; lowerTiers != null && t < offload.below().size(); t++) {
      tiers.add(lowerTiers.result(t, endPicos, hits.tierHitTokens(t + 1)));
    }
    return tiers;
  }
}
