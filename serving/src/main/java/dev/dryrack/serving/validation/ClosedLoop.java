package dev.dryrack.serving.validation;

import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.cost.StepShape;
import dev.dryrack.serving.engine.SchedulerPolicy;
import dev.dryrack.serving.engine.Scheduling;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.engine.ServingSimulation;
import dev.dryrack.serving.memory.KvLayout;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Simulates a case as benchmarks drive it: a closed loop of clients that all begin at once, ten
 * requests each, lengths uniform.
 *
 * <p>Source of the procedure: SemiAnalysisAI/InferenceX @843c6254 (2026-08-22). What the client
 * sees of the first token is that of the engine, the steps until it is handed on, and the
 * frontend's time per request.
 */
final class ClosedLoop {

  private static final int WAVES = 10;
  private static final long SEED = 1;
  private static final int MOST_SEQUENCES = 1024;

  /** TensorRT-LLM's attention_dp_config.timeout_iters, as InferenceX sets it. */
  private static final double BALANCE_TIMEOUT_STEPS = 60;

  /** Share of memory that engines were given where a table does not say. */
  private static final double MEMORY_SHARE = 0.95;

  private ClosedLoop() {}

  static Prediction predict(ServedCase run, PricedPlan plan) {
    return predict(run, plan, WAVES);
  }

  /** The same with so many requests of each client. */
  static Prediction predict(ServedCase run, PricedPlan plan, int waves) {
    RunResult result = simulate(run, plan, waves);
    ClientView client = new ClientView(run.profile(), run.meanOutput(), true);
    double tpot = result.latencies().tpot().mean();
    double held = heldBackSteps(run) * tpot;
    double ttft = result.latencies().ttft().mean();
    return new Prediction(
        client.ttftSeconds(ttft, tpot) + held,
        held,
        client.tpotSeconds(tpot),
        result.latencies().e2e().mean() + held + client.addedSeconds(ttft, tpot),
        result.throughput().requestsPerSecond() * copies(run),
        plan.evidence().relativeBand(),
        "simulated as " + run.profile().id(),
        plan.price().breakdown(typicalStep(run)));
  }

  /** All requests decoding at their mean context. */
  static StepShape typicalStep(ServedCase run) {
    ShardingPlan plan = run.deployment().plan();
    int ranks = plan.attentionDp();
    int perRank = (int) Math.ceil((double) run.concurrency() / (ranks * (double) plan.replicas()));
    long context = Math.round(run.meanInput() + run.meanOutput() / 2);
    return StepShape.decode(perRank, context, ranks);
  }

  private static RunResult simulate(ServedCase run, PricedPlan plan, int waves) {
    ShardingPlan sharding = run.deployment().plan();
    EngineLimits asked = limits(run, MOST_SEQUENCES);
    KvLayout kv = MemoryBudget.of(run.deployment(), asked).kvLayout();
    EngineLimits limits = limits(run, reserved(run, kv));
    // It was served, so one request at least fits, whatever the budget says.
    long blocks = Math.max(kv.blocksPerRank(), kv.blocksPerSequence(limits.maxModelLen()));
    int copies = copies(run);
    int ranks = sharding.attentionDp() / copies;
    int clients = Math.max(1, Math.round((float) run.concurrency() / copies));
    StepPrice price =
        copies == 1 ? plan.price() : new BalancedRanksPrice(plan.price(), sharding.attentionDp());
    ServingSetup setup =
        ServingSetup.builder(price, limits)
            .tokenBudget(tokenBudget(run))
            .replicas(sharding.replicas(), ranks, sharding.gpusPerReplica())
            .kv(blocks, kv.blockTokens(), kv.fixedBlocksPerSequence())
            .routers(RouterKind.LEAST_REQUESTS, RouterKind.LEAST_REQUESTS)
            .maxConcurrency(clients)
            .scheduling(schedule(run))
            .build();
    SyntheticLoad load =
        SyntheticLoad.of(
            Double.POSITIVE_INFINITY, 1, run.inputTokens(), run.outputTokens(), run.leastLength());
    long requests = (long) waves * clients;
    try (RequestSource source = load.open(requests, new RandomStreams(SEED, 0))) {
      return new ServingSimulation(setup).run(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Decode steps that a request waits in the mean, whether or not there is room, until the engine
   * looks at it: half of what lies between two looks, or, where prompts wait until all attention
   * ranks have one, half of the time from the first rank's to the last's, as exponential gaps make
   * it, or until the engine waits no longer.
   */
  private static double heldBackSteps(ServedCase run) {
    double looks = (run.receiveInterval() - 1) / 2.0;
    int ranks = copies(run);
    double gap = run.meanOutput() * ranks / Math.max(1, run.concurrency());
    double untilLast = 0;
    for (int others = 1; others < ranks; others++) {
      untilLast += gap / others;
    }
    return looks + Math.min(BALANCE_TIMEOUT_STEPS, untilLast) / 2;
  }

  /** The schedule of the engine, with the limits that it was given. */
  private static Scheduling schedule(ServedCase run) {
    return switch (run.profile().engine()) {
      case "sglang" ->
          Scheduling.of(
              new SchedulerPolicy.Sglang(
                  run.stepTokens(), Math.max(16_384, run.stepTokens()), false, 1));
      case "tensorrt-llm" -> Scheduling.of(new SchedulerPolicy.TensorRtLlm(true, false));
      default -> Scheduling.DEFAULT;
    };
  }

  /** Prompts that are not cut need room for a whole one beside all that decode. */
  private static int tokenBudget(ServedCase run) {
    boolean whole = run.profile().engine().equals("tensorrt-llm");
    int beside = run.concurrency() + run.inputTokens() + 64;
    return whole ? Math.max(run.stepTokens(), beside) : run.stepTokens();
  }

  /** Attention ranks that one simulated rank stands for: all if the engine keeps them balanced. */
  private static int copies(ServedCase run) {
    boolean balanced = run.profile().balancesRanks();
    return balanced ? run.deployment().plan().attentionDp() : 1;
  }

  /**
   * Sequences for which a rank has room if each reserves its prompt and its whole output, as
   * engines do that never evict, and as those that evict come to when they thrash.
   */
  private static int reserved(ServedCase run, KvLayout kv) {
    long each = kv.blocksPerSequence(Math.round(run.meanInput() + run.meanOutput()));
    return (int) Math.max(1, Math.min(MOST_SEQUENCES, kv.blocksPerRank() / each));
  }

  private static EngineLimits limits(ServedCase run, int most) {
    ShardingPlan plan = run.deployment().plan();
    int ranks = plan.attentionDp() * plan.replicas();
    int perRank = (run.concurrency() + ranks - 1) / ranks;
    return new EngineLimits(
        Math.max(1, Math.min(most, perRank)),
        run.stepTokens(),
        0,
        16,
        MEMORY_SHARE,
        run.inputTokens() + run.outputTokens() + 256);
  }
}
