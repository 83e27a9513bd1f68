package dev.dryrack.serving.estimate;

import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.serving.cost.CompiledStepPrice;
import dev.dryrack.serving.cost.CostSettings;
import dev.dryrack.serving.cost.Evidence;
import dev.dryrack.serving.cost.StepCostModel;
import dev.dryrack.serving.cost.StepShape;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The closed form: what a deployment does in a steady state, from the same step prices as the
 * simulation and no simulation.
 *
 * <p>It knows nothing of bursts, queues or uneven lengths: TTFT is without queueing, and latencies
 * have no percentiles. Fewer requests than ranks go to as many ranks, one each. Little's law holds:
 * the requests that do not wait are the request rate times {@code TTFT + (OSL - 1) · TPOT}. One
 * request alone, and steps in which all ranks decode alike, take what the simulation takes, but for
 * rounding. Under a closed loop of equal lengths it differs by design: a simulation that starts all
 * at once goes on in waves, while this takes requests to be spread over their lives. The fullest
 * rank is taken for the mean one, and chunks are limited by the token budget alone, not by
 * long-prefill-token-threshold. See {@link StepMix} for how prompts and decoding share steps.
 */
public final class Estimator {

  /** Share of steps with prompts from which on it matters where they meet. */
  private static final double CROWDED = 0.5;

  private final Deployment deployment;
  private final EngineLimits limits;
  private final int budget;
  private final CompiledStepPrice price;
  private final Evidence evidence;
  private final MemoryBudget memory;

  /**
   * @param limits also how many sequences may run and how much memory there is for their KV
   */
  public Estimator(Deployment deployment, EngineLimits limits, CostSettings settings) {
    this(deployment, limits, new StepCostModel(deployment, limits, settings));
  }

  private Estimator(Deployment deployment, EngineLimits limits, StepCostModel model) {
    this(deployment, limits, model.compile(), model.evidence());
  }

  private Estimator(
      Deployment deployment, EngineLimits limits, CompiledStepPrice price, Evidence evidence) {
    this.deployment = deployment;
    this.limits = limits;
    this.budget = limits.stepTokens(deployment.plan());
    this.price = price;
    this.evidence = evidence;
    this.memory = MemoryBudget.of(deployment, limits);
  }

  /** The same within tighter limits, for the price of a memory budget. */
  public Estimator within(EngineLimits tighter) {
    return new Estimator(deployment, tighter, price, evidence);
  }

  /** The prices it works with. */
  public CompiledStepPrice price() {
    return price;
  }

  /**
   * The steady state under a load.
   *
   * @param gpuPrice what an hour of a GPU costs; null for the system's first price, if it has one
   */
  public Estimate estimate(SteadyLoad load, @Nullable GpuPrice gpuPrice) {
    int allRanks = deployment.plan().attentionDp() * deployment.plan().replicas();
    int busyReplicas = Math.min(deployment.plan().replicas(), load.concurrency());
    double perReplica = (double) load.concurrency() / busyReplicas;
    double ranks = Math.min(deployment.plan().attentionDp(), perReplica);
    double perRank = perReplica / ranks;
    double busyRanks = ranks * busyReplicas;
    double running = Math.min(perRank, most(load));
    StepMix mix = new StepMix(price, budget, load, ranks, running);
    int gpus = deployment.plan().gpus();
    double relative = evidence.relativeBand();
    double requestRate = mix.requestsPerSecond() * busyRanks;
    Band outputRate = rate(requestRate * load.outputTokens(), relative);
    Band totalRate =
        rate(requestRate * ((double) load.outputTokens() + load.inputTokens()), relative);
    Band tpot = Band.of(mix.perTokenSeconds(), relative);
    double watts = deployment.cluster().system().wattsPerGpu() * gpus;
    GpuPrice paid = gpuPrice == null ? defaultPrice() : gpuPrice;
    return new Estimate(
        deployment,
        load,
        gpus,
        mix.decoding() * busyRanks / allRanks,
        Math.max(0, perRank - running + mix.waitingForBudget()) * busyRanks,
        tpot,
        Band.of(mix.decodeSeconds(), relative),
        Band.of(mix.mixedSeconds(), relative),
        mix.mixedShare(),
        Band.of(mix.firstTokenSeconds(), relative),
        tpot.under(1),
        outputRate.times(1.0 / gpus),
        totalRate.times(1.0 / gpus),
        outputRate,
        rate(requestRate, relative),
        rate(prefillRate(load) / deployment.plan().gpusPerReplica(), relative),
        Band.of(loneSeconds(load), relative),
        mix.inputShare(),
        paid == null ? null : Money.of(paid, gpus, outputRate, totalRate),
        watts,
        outputRate.under(watts),
        mix.meanBreakdown(),
        evidence,
        remarks(load, perRank, mix));
  }

  /** What the times rest on. */
  public Evidence evidence() {
    return evidence;
  }

  /** The main figures of {@link #estimate} alone, in some microseconds. */
  public SteadyRates rates(SteadyLoad load) {
    int busyReplicas = Math.min(deployment.plan().replicas(), load.concurrency());
    double perReplica = (double) load.concurrency() / busyReplicas;
    double ranks = Math.min(deployment.plan().attentionDp(), perReplica);
    double perRank = perReplica / ranks;
    double busyRanks = ranks * busyReplicas;
    long byMemory = byMemory(load);
    double most =
        byMemory == 0 ? limits.maxNumSeqs() : Math.min(limits.maxNumSeqs(), (double) byMemory);
    double running = Math.min(perRank, most);
    StepMix mix = new StepMix(price, budget, load, ranks, running);
    return new SteadyRates(
        mix.firstTokenSeconds(),
        mix.perTokenSeconds(),
        mix.requestsPerSecond() * busyRanks,
        mix.inputShare(),
        Math.max(0, perRank - running + mix.waitingForBudget()) * busyRanks,
        byMemory > 0);
  }

  private static Band rate(double perSecond, double relative) {
    return Band.of(perSecond, relative);
  }

  /** Prompt tokens per second of one replica that does nothing else, steps filled to the budget. */
  private double prefillRate(SteadyLoad load) {
    int ranks = deployment.plan().attentionDp();
    if (load.inputTokens() >= budget) {
      return load.inputTokens() / promptSeconds(load, ranks) * ranks;
    }
    int prompts = budget / load.inputTokens();
    StepShape step = StepShape.prefill(load.inputTokens(), prompts, ranks);
    return step.totalTokens() / (price.stepPicos(step) * 1e-12);
  }

  /** One prompt on an idle replica: chunks up to the budget, one after the other. */
  private double loneSeconds(SteadyLoad load) {
    return promptSeconds(load, 1);
  }

  private double promptSeconds(SteadyLoad load, int busyRanks) {
    double seconds = 0;
    for (int done = 0; done < load.inputTokens(); done += budget) {
      int tokens = Math.min(budget, load.inputTokens() - done);
      boolean last = done + tokens == load.inputTokens();
      StepShape step =
          new StepShape(
              tokens,
              (long) tokens * busyRanks,
              0,
              0,
              last ? 1 : 0,
              List.of(new StepShape.Chunk(tokens, done)));
      seconds += price.stepPicos(step) * 1e-12;
    }
    return seconds;
  }

  /** Most sequences one rank runs at once: by its limit, and by memory if it fits at all. */
  private double most(SteadyLoad load) {
    long byMemory = byMemory(load);
    return byMemory == 0 ? limits.maxNumSeqs() : Math.min(limits.maxNumSeqs(), byMemory);
  }

  private long byMemory(SteadyLoad load) {
    return memory.sequencesPerRank((long) load.inputTokens() + load.outputTokens());
  }

  private List<String> remarks(SteadyLoad load, double perRank, StepMix mix) {
    List<String> remarks = new ArrayList<>(evidence.remarks());
    long byMemory = byMemory(load);
    if (byMemory == 0) {
      remarks.add("It does not fit in memory: these are the times if it did.");
    } else if (perRank > byMemory) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "Memory holds %d sequences of %d tokens per rank, fewer than the %.1f asked for.",
              byMemory,
              load.inputTokens() + load.outputTokens(),
              perRank));
    }
    if (perRank > limits.maxNumSeqs()) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "max-num-seqs = %d per rank, fewer than the %.1f asked for.",
              limits.maxNumSeqs(),
              perRank));
    }
    if (deployment.plan().attentionDp() > 1 && mix.mixedShare() > CROWDED) {
      remarks.add(
          "Prompts are taken to be spread evenly over ranks. Arriving at random they meet on some,"
              + " all wait for the fullest, and tokens take longer: simulate it with dryrack run.");
    }
    if (mix.promptBound()) {
      remarks.add("Prompts fill the token budget: more concurrency only waits longer.");
    }
    if (load.outputTokens() == 1) {
      remarks.add("Requests of one output token have no time per output token after it.");
    }
    if (load.inputTokens() + load.outputTokens() > limits.maxModelLen()) {
      remarks.add("The sequence is longer than max-model-len = " + limits.maxModelLen() + ".");
    }
    return remarks;
  }

  private @Nullable GpuPrice defaultPrice() {
    List<GpuPrice> prices = deployment.cluster().system().prices();
    return prices.isEmpty() ? null : prices.get(0);
  }
}
