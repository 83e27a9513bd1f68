package dev.dryrack.cli.run;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.records.RunRecords;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.resolve.PoolFits;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.resolve.SpeculationChoice;
import dev.dryrack.cli.scenario.GoodputKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.OffloadKeys;
import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.ScenarioKeys;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.cost.CompiledStepPrice;
import dev.dryrack.serving.cost.Drafting;
import dev.dryrack.serving.cost.Evidence;
import dev.dryrack.serving.cost.StepCostModel;
import dev.dryrack.serving.engine.Scheduling;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.engine.ServingSimulation;
import dev.dryrack.serving.estimate.Band;
import dev.dryrack.serving.estimate.Money;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.memory.KvLayout;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.metrics.Slo;
import dev.dryrack.serving.metrics.Throughput;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.LinearAttention;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.sim.Simulation;
import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SessionSource.Waiting;
import dev.dryrack.workload.SourceCounts;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the parts of a run together: prices, memory, engine, requests. */
public final class Simulator {

  private static final String PREFIXES_UNUSED =
      "shared prefixes are not reused: every prompt is computed whole";

  private static final double PICOS_PER_SECOND = 1e12;

  private final Scenario scenario;
  private final FitReport fit;
  private final StepCostModel cost;
  private final CompiledStepPrice price;
  private final OffloadChoice.@Nullable Choice offload;

  /** Of replicas that decode, where they are of another kind. */
  private final @Nullable FitReport decodeFit;

  private final @Nullable StepCostModel decodeCost;
  private final @Nullable CompiledStepPrice decodePrice;

  /** How decoding speculates; null where it does not. */
  private final @Nullable SpeculationChoice speculation;

  private final ServingSetup setup;

  /**
   * Prepares a run.
   *
   * @param scenario how it is driven
   * @param fits what is served, which fits
   * @param surroundings where files are that the scenario names
   */
  public Simulator(Scenario scenario, PoolFits fits, Surroundings surroundings) {
    this.scenario = scenario;
    this.fit = fits.whole();
    this.decodeFit = fits.decode();
    LengthLimit.of(scenario, fit).refuseHopeless(scenario);
    Resolver resolver = new Resolver(scenario, surroundings);
    this.speculation = resolver.speculation();
    Drafting drafting = speculation == null ? Drafting.NONE : speculation.drafting();
    this.cost =
        new StepCostModel(fit.deployment(), fit.limits(), resolver.costSettings(), drafting);
    this.price = cost.compile();
    this.offload =
        scenario.isSet(OffloadKeys.HOST) ? OffloadChoice.of(scenario, fit, surroundings) : null;
    this.decodeCost =
        decodeFit == null
            ? null
            : new StepCostModel(
                decodeFit.deployment(), decodeFit.limits(), resolver.costSettings(), drafting);
    this.decodePrice = decodeCost == null ? null : decodeCost.compile();
    this.setup = build(builder());
  }

  private Simulator(Simulator other, ServingSetup setup) {
    this.scenario = other.scenario;
    this.fit = other.fit;
    this.cost = other.cost;
    this.price = other.price;
    this.offload = other.offload;
    this.decodeFit = other.decodeFit;
    this.decodeCost = other.decodeCost;
    this.decodePrice = other.decodePrice;
    this.speculation = other.speculation;
    this.setup = setup;
  }

  /** How the system is driven. */
  public ServingSetup setup() {
    return setup;
  }

  /** The same with another warm-up, without pricing steps again. */
  public Simulator withWarmup(long picos) {
    return new Simulator(this, build(builder().warmupPicos(picos)));
  }

  private static ServingSetup build(ServingSetup.Builder builder) {
    try {
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private ServingSetup.Builder builder() {
    ShardingPlan plan = fit.plan();
    RouterChecks.refuseWithoutEffect(scenario, plan);
    KvLayout kv = fit.budget().kvLayout();
    Scheduling scheduling = SchedulingChoice.of(scenario, fit);
    ServingSetup.Builder builder =
        ServingSetup.builder(price, fit.limits())
            .tokenBudget(fit.limits().stepTokens(plan))
            .replicas(
                plan.replicas() + (decodeFit == null ? 0 : decodeFit.plan().replicas()),
                plan.attentionDp(),
                plan.gpusPerReplica())
            .kv(
                SchedulingChoice.usableBlocks(fit, scheduling),
                kv.blockTokens(),
                kv.fixedBlocksPerSequence())
            .routers(
                RouterKind.of(scenario.get(RunKeys.ROUTER)),
                RouterKind.of(scenario.get(RunKeys.RANK_ROUTER)))
            .routerSeed(scenario.get(RunKeys.SEED))
            .overlapWeight(scenario.get(RunKeys.OVERLAP_WEIGHT))
            .scheduling(scheduling)
            .slo(
                new Slo(
                    limit(GoodputKeys.GOODPUT_TTFT),
                    limit(GoodputKeys.GOODPUT_TPOT),
                    limit(GoodputKeys.GOODPUT_E2EL)));
    if (scenario.isSet(PlanKeys.POOLS)) {
      builder.disaggregation(PoolChoice.of(scenario, fit, decodeFit, decodePrice, scheduling));
    }
    if (speculation != null) {
      builder.speculation(speculation.speculation());
    }
    if (offload != null) {
      builder.offload(offload.offload());
    }
    if (scenario.isSet(LoadKeys.MAX_CONCURRENCY)) {
      builder.maxConcurrency(Math.toIntExact(scenario.get(LoadKeys.MAX_CONCURRENCY)));
    }
    if (scenario.isSet(RunKeys.DURATION)) {
      builder.horizonPicos(picos(RunKeys.DURATION));
    }
    double warmup = scenario.getOr(RunKeys.WARMUP, RunKeys.WARMUP_AUTO_SECONDS);
    double duration = scenario.getOr(RunKeys.DURATION, Double.POSITIVE_INFINITY);
    if (warmup >= duration) {
      throw new UsageException(
          scenario.place(RunKeys.WARMUP)
              + ": a warm-up of "
              + Figures.duration(warmup)
              + " leaves nothing of a run of "
              + Figures.duration(duration)
              + " ("
              + scenario.place(RunKeys.DURATION)
              + "); shorten --warmup or raise --duration");
    }
    if (warmup > 0) {
      builder.warmupPicos(picos(RunKeys.WARMUP));
    }
    return builder;
  }

  private long limit(ScenarioKey<Double> key) {
    return scenario.isSet(key) ? picos(key) : Slo.UNBOUNDED;
  }

  /** A time of the scenario that is above 0. */
  private long picos(ScenarioKey<Double> key) {
    double picos = scenario.get(key) * PICOS_PER_SECOND;
    if (picos > Simulation.MAX_TIME_PICOS) {
      throw scenario.mistake(
          key,
          Figures.duration(scenario.get(key))
              + " is longer than any simulation can be, "
              + Figures.duration(Simulation.MAX_TIME_PICOS / PICOS_PER_SECOND)
              + "; write less, or leave it out");
    }
    return Math.max(1, Math.round(picos));
  }

  /**
   * Runs to the end, or until interrupted.
   *
   * @param source the requests
   * @param records what is written of it, open
   * @param gpuPrice what an hour of a GPU costs
   * @param planNote how the plan came about
   * @throws IOException if the requests cannot be read
   */
  public RunOutcome run(
      RequestSource source,
      RunRecords records,
      GpuPrice gpuPrice,
      String planNote,
      Interruption interruption)
      throws IOException {
    StepAccount account = new StepAccount(price, decodePrice);
    PrefixCaching caching = prefixCaching(source);
    if (offload != null && caching == PrefixCaching.OFF) {
      throw new UsageException(
          scenario.place(OffloadKeys.HOST)
              + ": has an effect only with a prefix cache, and "
              + whyNoCache(source)
              + "; leave it out");
    }
    if (offload != null && caching == PrefixCaching.RADIX) {
      throw new UsageException(
          scenario.place(OffloadKeys.HOST)
              + ": goes with every prefix cache but radix; leave it out, or take another schedule");
    }
    RouterChecks.refuseBlind(scenario, setup.router(), caching, source);
    ServingSetup served = setup.withPrefixCaching(caching);
    ServingSimulation simulation =
        new ServingSimulation(
            served, records.recorder(), records.observer(account), records.sampler());
    interruption.onRequest(simulation::stop);
    RunResult result = simulation.run(source);
    Throughput rates = result.throughput();
    Band output = Band.of(rates.emittedTokensPerSecond(), 0);
    Band all = Band.of(rates.emittedTokensPerSecond() + prefilledTokensPerSecond(result), 0);
    return new RunOutcome(
        scenario.getOr(ScenarioKeys.TITLE, ""),
        fit.deployment(),
        planNote,
        fit.budget(),
        served,
        describe(source),
        Traffic.of(scenario),
        source.counts(),
        result,
        RunRemarks.of(scenario, fit, served, result),
        offload == null ? List.of() : offload.notes(),
        account.ledger(),
        decodeFit == null ? null : new DecodePool(decodeFit, account.decodeLedger()),
        speculation,
        evidence(),
        Money.of(gpuPrice, rates.gpus(), output, all));
  }

  private String whyNoCache(RequestSource source) {
    boolean named = source instanceof SessionSource sessions && sessions.namesPrefixes();
    return scenario.isSet(RunKeys.PREFIX_CACHE)
        ? "there is none (" + scenario.place(RunKeys.PREFIX_CACHE) + ")"
        : !named
            ? "the load names no shared prefixes"
            : hasState()
                ? "the model keeps recurrent state, which has no blocks"
                : "there is none with this schedule";
  }

  /** That of the pool which is less sure. */
  private Evidence evidence() {
    Evidence whole = cost.evidence();
    Evidence other = decodeCost == null ? whole : decodeCost.evidence();
    return other.relativeBand() > whole.relativeBand() ? other : whole;
  }

  private PrefixCaching prefixCaching(RequestSource source) {
    String asked = scenario.find(RunKeys.PREFIX_CACHE);
    if (asked == null) {
      boolean named = source instanceof SessionSource sessions && sessions.namesPrefixes();
      return named && !hasState() ? setup.scheduling().usualPrefixCaching() : PrefixCaching.OFF;
    }
    PrefixCaching kind = PrefixCaching.of(asked);
    if (kind != PrefixCaching.OFF && hasState()) {
      throw new UsageException(
          scenario.place(RunKeys.PREFIX_CACHE)
              + ": "
              + fit.deployment().model().name()
              + " keeps recurrent state, which is of a whole prompt and not of its blocks; leave"
              + " it out");
    }
    if (!setup.scheduling().allows(kind)) {
      PrefixCaching usual = setup.scheduling().usualPrefixCaching();
      throw new UsageException(
          scenario.place(RunKeys.PREFIX_CACHE)
              + (usual == PrefixCaching.OFF
                  ? ": there is no prefix cache where preempted requests are swapped out"
                  : ": the "
                      + setup.scheduling().policy().id()
                      + " schedule goes with "
                      + usual.id())
              + "; leave it out");
    }
    return kind;
  }

  /** Whether the model keeps state that has no blocks which could be used again. */
  private boolean hasState() {
    for (LayerGroup group : fit.deployment().model().layers()) {
      if (group.mixer() instanceof LinearAttention) {
        return true;
      }
    }
    return false;
  }

  /** What the requests are, in one line. */
  private String describe(RequestSource source) {
    if (!(source instanceof SessionSource sessions)) {
      return source.description();
    }
    return source.description()
        + waitingNote(sessions)
        + (prefixNote(source).isEmpty() ? "" : "; " + prefixNote(source));
  }

  private static String waitingNote(SessionSource sessions) {
    if (sessions.waiting() == Waiting.NEVER || !sessions.mattered(ReadingChoice.OPEN_LOOP)) {
      return "";
    }
    return sessions.counts().noted().containsKey(SourceCounts.TURN_AT_ITS_TIME)
        ? "; a turn that has no time of its own waits for the one before it"
        : "; a turn waits for the one before it";
  }

  /** What becomes of the prefixes that requests share; empty where there is nothing to say. */
  public String prefixNote(RequestSource source) {
    boolean shared = source instanceof SessionSource sessions && sessions.namesPrefixes();
    return shared && prefixCaching(source) == PrefixCaching.OFF ? PREFIXES_UNUSED : "";
  }

  /**
   * Prompt tokens computed in the window in which output tokens are counted, none of them twice.
   */
  private static double prefilledTokensPerSecond(RunResult result) {
    long tokens = 0;
    for (ReplicaResult replica : result.replicas()) {
      tokens += Math.max(0, replica.prefillTokens() - replica.recomputedTokens());
    }
    double seconds = result.throughput().windowSeconds();
    return seconds > 0 ? tokens / seconds : 0;
  }
}
