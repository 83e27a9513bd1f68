package dev.dryrack.serving.validation;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.cost.EngineProfile;
import dev.dryrack.serving.cost.EngineProfiles;
import dev.dryrack.serving.cost.StepBreakdown;
import dev.dryrack.serving.cost.StepShape;
import dev.dryrack.serving.engine.Rejection;
import dev.dryrack.serving.engine.RequestRecorder;
import dev.dryrack.serving.engine.RequestView;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.engine.ServingSimulation;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.PlanRules;
import dev.dryrack.serving.plan.ShardingPlan;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One stage of an experiment on a vLLM server, simulated: what each of its requests saw. */
final class VllmStage {

  private static final long SEED = 1;
  private static final double SECONDS_PER_PICO = 1e-12;

  private final double[] e2eSeconds;
  private final double[] ttftSeconds;
  private final double itlSeconds;
  private final double relativeBand;
  private final String how;
  private final StepBreakdown step;

  private VllmStage(
      double[] e2eSeconds,
      double[] ttftSeconds,
      double itlSeconds,
      double relativeBand,
      String how,
      StepBreakdown step) {
    this.e2eSeconds = e2eSeconds;
    this.ttftSeconds = ttftSeconds;
    this.itlSeconds = itlSeconds;
    this.relativeBand = relativeBand;
    this.how = how;
    this.step = step;
  }

  /** Keeps the latencies of requests as they end. */
  private static final class Samples implements RequestRecorder {
    private double[] e2e = new double[1024];
    private double[] ttft = new double[1024];
    private int count;

    @Override
    public void finished(RequestView request) {
      if (count == e2e.length) {
        e2e = Arrays.copyOf(e2e, 2 * count);
        ttft = Arrays.copyOf(ttft, 2 * count);
      }
      long arrival = request.arrivalPicos();
      e2e[count] = (request.finishPicos() - arrival) * SECONDS_PER_PICO;
      ttft[count] = (request.firstTokenPicos() - arrival) * SECONDS_PER_PICO;
      count++;
    }

    @Override
    public void rejected(long request, int prompt, int output, long arrival, Rejection reason) {
      throw new Refusal("the server could not serve its requests: " + reason);
    }
  }

  /**
   * Simulates the stage of a row.
   *
   * @throws Refusal if the row cannot be understood
   */
  static VllmStage of(PointTable.Row row, PricedPlan.Cache cache) {
    Deployment deployment = deployment(row);
    EngineProfile profile =
        cache.profile(EngineProfiles.of("vllm", Names.version(row.text("vllm_version")), ""));
    PricedPlan plan = cache.of(deployment, profile);
    Samples samples = new Samples();
    double itl = simulate(row, deployment, profile, plan, samples);
    double[] e2e = Arrays.copyOf(samples.e2e, samples.count);
    double[] ttft = Arrays.copyOf(samples.ttft, samples.count);
    double meanE2e = Arrays.stream(e2e).average().orElse(0);
    double added =
        new ClientView(profile, row.number("output_len_true", 2), false)
            .addedSeconds(Arrays.stream(ttft).average().orElse(0), itl);
    for (int i = 0; i < e2e.length; i++) {
      e2e[i] += added;
      ttft[i] += added;
    }
    int running = (int) Math.max(1, Math.round(row.number("stage_rate_rps", 0) * meanE2e));
    long context = Math.round(input(row) + row.number("output_len_true", 0) / 2);
    return new VllmStage(
        e2e,
        ttft,
        itl * retokenised(row),
        plan.evidence().relativeBand(),
        "simulated as " + profile.id(),
        plan.price().breakdown(StepShape.decode(running, context, 1)));
  }

  /** End-to-end latencies of its requests. */
  double[] e2eSeconds() {
    return e2eSeconds;
  }

  /** Times to the first token of its requests. */
  double[] ttftSeconds() {
    return ttftSeconds;
  }

  /** Mean gap between tokens. */
  double itlSeconds() {
    return itlSeconds;
  }

  /** Half-width of the 80 % band around times. */
  double relativeBand() {
    return relativeBand;
  }

  /** How it was come by. */
  String how() {
    return how;
  }

  /** Where the time of a step at the mean load goes. */
  StepBreakdown step() {
    return step;
  }

  /**
   * Clients that count tokens by tokenising the text again find fewer than were made, so their gaps
   * are longer.
   */
  private static double retokenised(PointTable.Row row) {
    double made = row.number("output_len_true", 0);
    double counted = row.number("counted_output_len_mean", made);
    return counted > 1 && made > 1 ? (made - 1) / (counted - 1) : 1;
  }

  private static int input(PointTable.Row row) {
    return (int) Math.round(row.number("measured_input_len", row.number("nominal_input_len", 0)));
  }

  private static Deployment deployment(PointTable.Row row) {
    try {
      ModelArchitecture model = Names.model(row.text("model_hf_id"));
      SystemSpec system = Names.system(row.text("hardware"));
      int tp = Math.max(1, row.whole("tp"));
      int dp = Math.max(1, row.whole("dp"));
      boolean dynamic = row.text("model_hf_id").toLowerCase(Locale.ROOT).contains("dynamic");
      WeightRecipe weights =
          Quantisation.weights(model, "", "", row.text("precision") + (dynamic ? "_dynamic" : ""));
      boolean experts = Quantisation.hasExperts(model);
      ShardingPlan plan =
          experts
              ? new ShardingPlan(tp, 1, dp, 1, tp * dp, 1)
              : new ShardingPlan(tp, 1, 1, 1, 1, dp);
      Cluster cluster = new Cluster(system, plan.gpus());
      List<String> problems = PlanRules.problems(model, plan, cluster);
      if (!problems.isEmpty()) {
        throw new Refusal("impossible plan: " + problems.get(0));
      }
      // vLLM keeps its cache in the type of the activations unless told otherwise.
      return new Deployment(model, weights, Precision.BF16, plan, cluster);
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /** Simulates and returns the mean gap. */
  private static double simulate(
      PointTable.Row row,
      Deployment deployment,
      EngineProfile profile,
      PricedPlan plan,
      Samples samples) {
    int block = row.whole("block_size") > 0 ? row.whole("block_size") : 16;
    int budget =
        row.whole("max_num_batched_tokens") > 0
            ? row.whole("max_num_batched_tokens")
            : profile.stepTokens();
    int sequences = row.whole("max_num_seqs") > 0 ? row.whole("max_num_seqs") : 1024;
    double utilization = utilization(row.text("gpu_mem_util"));
    int input = input(row);
    int output = (int) Math.round(row.number("output_len_true", 0));
    if (input < 1 || output < 2) {
      throw new Refusal("no prompt or output length stated, or no gap between tokens");
    }
    EngineLimits limits =
        new EngineLimits(
            sequences, budget, 0, block, utilization, Math.max(input + output + block, 4096));
    boolean cached =
        row.text("prefix_caching").equalsIgnoreCase("true")
            && row.whole("distinct_prompts") > 0
            && row.whole("stage_requests") > 3 * row.whole("distinct_prompts");
    int hit = cached ? (input - 1) / block * block : 0;
    long blocks =
        row.whole("kv_blocks_gpu") > 0
            ? row.whole("kv_blocks_gpu")
            : MemoryBudget.of(deployment, limits).kvLayout().blocksPerRank();
    long shared = (long) row.whole("distinct_prompts") * (hit / block);
    ShardingPlan sharding = deployment.plan();
    ServingSetup setup =
        ServingSetup.builder(new CachedPrefixPrice(plan.price(), hit), limits)
            .replicas(sharding.replicas(), sharding.attentionDp(), sharding.gpusPerReplica())
            .kv(Math.max(blocks - shared, input / block + output / block + 2), block, 0)
            .build();
    SyntheticLoad load =
        SyntheticLoad.of(row.number("stage_rate_rps", 0), 1, input - hit, output, 1);
    long requests = Math.max(1, row.whole("stage_requests"));
    try (RequestSource source = load.open(requests, new RandomStreams(SEED, 0))) {
      return new ServingSimulation(setup, samples, null).run(source).latencies().itl().mean();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double utilization(String text) {
    String number = text.replaceAll("[^0-9.].*$", "");
    return number.isEmpty() ? 0.9 : Double.parseDouble(number);
  }
}
