package dev.dryrack.serving.validation;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.serving.cost.EngineProfile;
import dev.dryrack.serving.cost.EngineProfiles;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.engine.ServingSimulation;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.metrics.Latencies;
import dev.dryrack.serving.metrics.Latency;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Open-loop experiments on vLLM servers: one file says how each was set up and driven, another what
 * was measured ({@code e2e}, {@code ttft}, {@code itl}, each as {@code _mean}, {@code _p90} or
 * {@code _p99}).
 *
 * <p>Prompts repeat, so with prefix caching on all their full blocks but the last token's are read
 * from the cache, whose blocks the repeated prompts share.
 */
final class VllmFile {

  private static final String SOURCE = "inference-sim simulator accuracy experiments (BLIS)";
  private static final long SEED = 1;

  private VllmFile() {}

  static List<Job> read(Path experiments, Path actuals) {
    PointTable setups =
        PointTable.read(
            experiments,
            "exp_id",
            "model_hf_id",
            "hardware",
            "tp",
            "precision",
            "stage_index",
            "stage_rate_rps",
            "stage_requests",
            "output_len_true");
    PointTable figures =
        PointTable.read(actuals, "exp_id", "stage_index", "metric", "actual", "unit");
    return jobs(setups, figures, String.valueOf(experiments));
  }

  static List<Job> builtIn() {
    return jobs(
        PointTable.resource("vllm-experiments.csv"),
        PointTable.resource("vllm-actuals.csv"),
        SOURCE);
  }

  private static List<Job> jobs(PointTable setups, PointTable figures, String source) {
    Map<String, List<PointTable.Row>> byStage = new LinkedHashMap<>();
    for (PointTable.Row figure : figures.rows()) {
      byStage.computeIfAbsent(stage(figure), unused -> new ArrayList<>()).add(figure);
    }
    List<Job> jobs = new ArrayList<>();
    for (PointTable.Row setup : setups.rows()) {
      List<PointTable.Row> measured = byStage.remove(stage(setup));
      if (measured != null) {
        jobs.add(job(setup, measured, source));
      }
    }
    for (List<PointTable.Row> orphans : byStage.values()) {
      jobs.add(orphan(orphans, source));
    }
    return jobs;
  }

  private static String stage(PointTable.Row row) {
    return row.text("exp_id") + " stage " + row.text("stage_index");
  }

  private static Job job(PointTable.Row setup, List<PointTable.Row> measured, String source) {
    List<Point> points = points(setup, measured, source);
    return new Job(points, cache -> outcomes(setup, points, cache));
  }

  private static Job orphan(List<PointTable.Row> measured, String source) {
    return new Job(
        points(measured.get(0), measured, source),
        cache -> {
          throw new Refusal(
              measured.get(0).whole("stage_index") < 0
                  ? "a mean over stages, which are predicted one by one"
                  : "measured, but its experiment is not described");
        });
  }

  private static List<Point> points(
      PointTable.Row setup, List<PointTable.Row> measured, String source) {
    List<Point> points = new ArrayList<>();
    for (PointTable.Row figure : measured) {
      String metric = figure.text("metric");
      String phase =
          metric.startsWith("ttft") ? "prefill" : metric.startsWith("itl") ? "decode" : "mixed";
      double value = figure.number("actual", 0);
      if (!(value > 0)) {
        throw new FactException(
            List.of(figure.place() + ": actual = '" + figure.text("actual") + "' must be above 0"));
      }
      points.add(
          new Point(
              stage(setup),
              figure.place(),
              source,
              labels(setup, phase),
              setup.text("exp_id"),
              metric,
              figure.text("unit"),
              value,
              false));
    }
    return points;
  }

  private static Labels labels(PointTable.Row setup, String phase) {
    String model = setup.text("model_hf_id");
    try {
      model = Names.model(model).id();
    } catch (IllegalArgumentException e) {
      // stays as the table writes it; the row is refused with the reason
    }
    String hardware = setup.text("hardware");
    try {
      hardware = Names.system(hardware).id();
    } catch (IllegalArgumentException e) {
      // likewise
    }
    return new Labels(hardware, model, "vllm", "agg", phase);
  }

  private static List<Outcome> outcomes(
      PointTable.Row row, List<Point> points, PricedPlan.Cache cache) {
    Deployment deployment = deployment(row);
    EngineProfile profile = EngineProfiles.of("vllm", Names.version(row.text("vllm_version")), "");
    PricedPlan plan = cache.of(deployment, profile);
    Latencies latencies = simulate(row, deployment, profile, plan);
    double added =
        new ClientView(profile, row.number("output_len_true", 2), false)
            .addedSeconds(latencies.ttft().mean(), latencies.itl().mean());
    List<Outcome> outcomes = new ArrayList<>();
    for (Point point : points) {
      String[] parts = point.metric().split("_", 2);
      double seconds =
          switch (parts[0]) {
            case "e2e" -> figure(latencies.e2e(), parts) + added;
            case "ttft" -> figure(latencies.ttft(), parts) + added;
            case "itl" -> figure(latencies.itl(), parts) * retokenised(row);
            default -> Double.NaN;
          };
      double unit = point.unit().equals("s") ? 1 : 1e3;
      if (Double.isNaN(seconds)) {
        outcomes.add(Outcome.refused(point, "not a metric of a run: " + point.metric()));
      } else {
        outcomes.add(
            Outcome.time(
                point,
                seconds * unit,
                plan.evidence().relativeBand(),
                "simulated as " + profile.id(),
                null));
      }
    }
    return outcomes;
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

  private static double figure(Latency latency, String[] parts) {
    return switch (parts.length < 2 ? "mean" : parts[1]) {
      case "mean" -> latency.mean();
      case "p50", "median" -> latency.p50();
      case "p90" -> latency.p90();
      case "p99" -> latency.p99();
      default -> Double.NaN;
    };
  }

  static Deployment deployment(PointTable.Row row) {
    try {
      ModelArchitecture model = Names.model(row.text("model_hf_id"));
      SystemSpec system = Names.system(row.text("hardware"));
      int tp = Math.max(1, row.whole("tp"));
      int dp = Math.max(1, row.whole("dp"));
      boolean dynamic =
          row.text("model_hf_id").toLowerCase(java.util.Locale.ROOT).contains("dynamic");
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
      return new Deployment(model, weights, dev.dryrack.hardware.Precision.BF16, plan, cluster);
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  private static Latencies simulate(
      PointTable.Row row, Deployment deployment, EngineProfile profile, PricedPlan plan) {
    int block = row.whole("block_size") > 0 ? row.whole("block_size") : 16;
    int budget =
        row.whole("max_num_batched_tokens") > 0
            ? row.whole("max_num_batched_tokens")
            : profile.stepTokens();
    int sequences = row.whole("max_num_seqs") > 0 ? row.whole("max_num_seqs") : 1024;
    double utilization = utilization(row.text("gpu_mem_util"));
    int input =
        (int) Math.round(row.number("measured_input_len", row.number("nominal_input_len", 0)));
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
      return new ServingSimulation(setup).run(source).latencies();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double utilization(String text) {
    String number = text.replaceAll("[^0-9.].*$", "");
    return number.isEmpty() ? 0.9 : Double.parseDouble(number);
  }
}
