package dev.dryrack.serving.validation;

import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.cost.EngineProfile;
import dev.dryrack.serving.cost.EngineProfiles;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.PlanRules;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;

/** One row of an end-to-end table, understood: names, precisions, plans and load. */
final class EndToEndRow {

  /** An aggregated row with more is a disaggregated run whose GPUs were added up. */
  private static final int MOST_TP = 8;

  /** Least length over largest of InferenceX's harness: its random-range-ratio. */
  private static final double VARIED = 0.8;

  private final PointTable.Row row;
  private final SystemSpec system;
  private final ModelArchitecture model;
  private final WeightRecipe weights;
  private final Precision cache;
  private final EngineProfile builtIn;

  /**
   * Reads the names.
   *
   * @throws Refusal if one is not known
   */
  EndToEndRow(PointTable.Row row) {
    this.row = row;
    try {
      this.system = Names.system(row.text("system"));
      this.model = Names.model(row.text("model_path"));
      String engine = Names.engine(row.text("backend"));
      String quantised = Quantisation.named(row.text("model_path"));
      String precision = row.text("precision").isEmpty() ? quantised : row.text("precision");
      this.weights =
          Quantisation.weights(
              model, row.text("gemm_quant_mode"), row.text("moe_quant_mode"), precision);
      this.builtIn = EngineProfiles.of(engine, version(engine, model, row), row.text("measured"));
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
    this.cache = Quantisation.cache(model, weights, system.gpu());
  }

  /**
   * The version as stated; TensorRT-LLM's rows without one that serve DeepSeek ran 1.1.0rc2.post2
   * while the others ran later builds (InferenceX's configurations, October 2025 to January 2026).
   */
  private static String version(String engine, ModelArchitecture model, PointTable.Row row) {
    String stated = Names.version(row.text("backend_version"));
    boolean unstated = stated.isEmpty() || !Character.isDigit(stated.charAt(0));
    return unstated
            && engine.equals("tensorrt-llm")
            && model.id().startsWith("deepseek")
            && !row.text("measured").isEmpty()
            && row.text("measured").compareTo("2026-01-20") < 0
        ? "1.1.0rc2.post2"
        : stated;
  }

  private EndToEndRow(EndToEndRow other, EngineProfile profile) {
    row = other.row;
    system = other.system;
    model = other.model;
    weights = other.weights;
    cache = other.cache;
    builtIn = profile;
  }

  /** The same on an engine with another profile. */
  EndToEndRow on(EngineProfile profile) {
    return new EndToEndRow(this, profile);
  }

  /** Whether its GPU is of the generation with arithmetic in four bits. */
  boolean blackwell() {
    return system.gpu().fp4FlopsPerSecond() > 0;
  }

  String modelId() {
    return model.id();
  }

  /** Mean tokens of an output. */
  double meanOutput() {
    return row.whole("osl") * (1 + leastLength()) / 2;
  }

  /**
   * Whether an aggregated row can be predicted.
   *
   * @throws Refusal if not
   */
  void check() {
    served(builtIn);
  }

  /** Predicts an aggregated row with its own profile, with so many requests of each client. */
  Prediction predict(PricedPlan.Cache cache, int waves) {
    ServedCase run = served(builtIn);
    return ClosedLoop.predict(run, cache.of(run.deployment(), builtIn), waves);
  }

  /** The built-in profile of its engine. */
  EngineProfile builtIn() {
    return builtIn;
  }

  Prediction predict(PricedPlan.Cache cache) {
    if (row.text("mode").startsWith("dis")) {
      return disaggregated(cache);
    }
    ServedCase run = served(cache.profile(builtIn));
    return ClosedLoop.predict(run, cache.of(run.deployment(), run.profile()));
  }

  private ServedCase served(EngineProfile profile) {
    ShardingPlan plan = EndToEndPlan.aggregated(row, Quantisation.hasExperts(model));
    if (plan.tp() > MOST_TP) {
      throw new Refusal("aggregated with tp above 8: a disaggregated run, pools not stated");
    }
    int concurrency = row.whole("concurrency");
    if (concurrency < 1) {
      throw new Refusal("no concurrency stated");
    }
    return served(deployment(plan), profile, concurrency);
  }

  private Prediction disaggregated(PricedPlan.Cache cache) {
    int prefillWorkers = row.whole("prefill_num_workers");
    int decodeWorkers = row.whole("decode_num_workers");
    if (prefillWorkers < 1 || decodeWorkers < 1) {
      throw new Refusal("disaggregated, and the numbers of workers are not stated");
    }
    boolean experts = Quantisation.hasExperts(model);
    ShardingPlan prefill = EndToEndPlan.worker(row, "prefill", experts);
    ShardingPlan decode = EndToEndPlan.worker(row, "decode", experts);
    int concurrency = row.whole("concurrency");
    if (concurrency < 1) {
      throw new Refusal("no concurrency stated");
    }
    EngineProfile profile = cache.profile(builtIn);
    ServedCase prompts = served(deployment(prefill), profile, concurrency);
    ServedCase outputs = served(deployment(decode), profile, concurrency);
    return SplitPools.predict(
        new SplitPools.Pool(prompts, cache.of(prompts.deployment(), profile), prefillWorkers),
        new SplitPools.Pool(outputs, cache.of(outputs.deployment(), profile), decodeWorkers));
  }

  private ServedCase served(Deployment deployment, EngineProfile profile, int concurrency) {
    int isl = row.whole("isl");
    int osl = row.whole("osl");
    if (isl < 1 || osl < 2) {
      throw new Refusal("no prompt or output length stated, or no gap between tokens");
    }
    return new ServedCase(
        deployment,
        profile,
        profile.stepTokens(),
        concurrency,
        isl,
        osl,
        leastLength(),
        receiveInterval(profile, concurrency));
  }

  /**
   * InferenceX starts SGLang on Blackwell with {@code --scheduler-recv-interval} 10, and 30 from 16
   * clients on (benchmarks/dsr1_fp4_b200.sh, dsr1_fp8_b200.sh @1fc5d73, qwen3.5 alike); elsewhere
   * it leaves 1.
   */
  private int receiveInterval(EngineProfile profile, int concurrency) {
    boolean set =
        profile.engine().equals("sglang")
            && blackwell()
            && !row.text("measured").isEmpty()
            && !row.text("mode").startsWith("dis");
    return set ? (concurrency < 16 ? 10 : 30) : 1;
  }

  /**
   * Lengths vary in the dated rows, which are of InferenceX's harness, and in those of round
   * decimal lengths, whose prompts do not come in waves; the others' were fixed.
   */
  private double leastLength() {
    boolean waves = row.text("measured").isEmpty() && row.whole("isl") % 1000 != 0;
    return row.number("least_length", waves ? 1 : VARIED);
  }

  private Deployment deployment(ShardingPlan plan) {
    Cluster cluster;
    try {
      cluster = new Cluster(system, plan.gpus());
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
    List<String> problems = PlanRules.problems(model, plan, cluster);
    if (!problems.isEmpty()) {
      throw new Refusal("impossible plan: " + problems.get(0));
    }
    return new Deployment(model, weights, cache, plan, cluster);
  }
}
