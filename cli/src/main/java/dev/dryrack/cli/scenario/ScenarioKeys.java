package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.KeyTypes.Choice;
import dev.dryrack.cli.scenario.KeyTypes.Count;
import dev.dryrack.cli.scenario.KeyTypes.Decimal;
import dev.dryrack.cli.scenario.KeyTypes.Quantity;
import dev.dryrack.cli.scenario.KeyTypes.QuantityOrWord;
import dev.dryrack.cli.scenario.KeyTypes.Share;
import dev.dryrack.cli.scenario.KeyTypes.Switch;
import dev.dryrack.cli.scenario.KeyTypes.Text;
import dev.dryrack.cli.scenario.KeyTypes.TextList;
import dev.dryrack.cli.scenario.KeyTypes.WholeNumber;
import dev.dryrack.hardware.facts.Dimension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every key a scenario can have, in the order in which they are listed. Flags, environment
 * variables, the reading of files, the JSON Schema and {@code --show-config} follow from this
 * table.
 *
 * <p>Names of engine and load keys are vLLM's where vLLM has them. Defaults of the load are those
 * of {@code vllm bench serve --dataset-name random}, but for {@code range-ratio}; those of the
 * engine are those of the fit, held equal by a test.
 */
public final class ScenarioKeys {

  /** The value of {@link #GPUS} that asks for the fewest GPUs that do. */
  public static final long GPUS_AUTO = 0;

  /** The value of {@link #WARMUP} that asks for the warm-up to be found. */
  public static final double WARMUP_AUTO_SECONDS = -1;

  /** A scale-up domain of fewer GPUs than this is a node, not a rack. */
  public static final int SMALLEST_RACK = 36;

  private static final List<ScenarioKey<?>> DECLARED = new ArrayList<>();
  private static final long MAX_BATCH = 1 << 20;
  private static final long MAX_INT = Integer.MAX_VALUE;

  public static final ScenarioKey<String> TITLE =
      automatic("title", new Text("TEXT"), "none", "What the scenario is, in one line");

  public static final ScenarioKey<String> MODEL =
      automatic(
          "model.id",
          new Text("MODEL"),
          "none",
          "Model of the catalogue, or path of a Hugging Face config.json",
          "--model");
  public static final ScenarioKey<Long> PARAMS =
      automatic(
          "model.params", new Count(), "none", "Parameters of a model made by rule", "--params");
  public static final ScenarioKey<Long> ACTIVE =
      automatic(
          "model.active", new Count(), "as --params", "Parameters active for a token", "--active");
  public static final ScenarioKey<Long> LAYERS =
      automatic("model.layers", whole(1, 10_000), "by rule", "Layers of the model", "--layers");
  public static final ScenarioKey<Long> HIDDEN =
      automatic(
          "model.hidden",
          whole(64, 1_000_000),
          "by rule",
          "Width of the residual stream",
          "--hidden");
  public static final ScenarioKey<Long> EXPERTS =
      automatic(
          "model.experts", whole(1, 100_000), "by rule", "Routed experts of a layer", "--experts");
  public static final ScenarioKey<Long> TOP_K =
      automatic(
          "model.top-k",
          whole(1, 100_000),
          "by rule",
          "Routed experts of a token",
          "--topk",
          "--top-k");
  public static final ScenarioKey<String> ATTENTION =
      automatic(
          "model.attention",
          new Choice(List.of("mla", "gqa")),
          "by rule",
          "Kind of attention",
          "--attention");
  public static final ScenarioKey<String> QUANTIZATION =
      automatic(
          "model.quantization",
          new Text("RECIPE"),
          "as published; fp8 if nothing is",
          "Precision of the weights: bf16, fp8, nvfp4, mxfp4, int4",
          "--quantization");

  public static final ScenarioKey<String> SYSTEM =
      automatic(
          "system.id", new Text("SYSTEM"), "none", "System of the catalogue", "--on", "--system");
  public static final ScenarioKey<Long> GPUS =
      automatic(
          "system.gpus",
          new WholeNumber(1, 1_000_000, "auto", GPUS_AUTO),
          "one system",
          "How many GPUs; auto: the fewest that hold the model",
          "--gpus");
  public static final ScenarioKey<Long> RACKS =
      automatic("system.racks", whole(1, 10_000), "one", "How many racks (NVL72)", "--racks");
  public static final ScenarioKey<List<String>> SYSTEM_FILES =
      automatic(
          "system.files", new TextList("FILE"), "none", "Files with more systems", "--systems");

  public static final ScenarioKey<Long> TP =
      plan(
          "plan.tp",
          "1",
          "Tensor-parallel degree of attention",
          "--tp",
          "--tensor-parallel-size",
          "-tp");
  public static final ScenarioKey<Long> PP =
      plan("plan.pp", "1", "Pipeline stages", "--pp", "--pipeline-parallel-size", "-pp");
  public static final ScenarioKey<Long> ATTENTION_DP =
      plan(
          "plan.attention-dp",
          "the GPUs that tp, pp and replicas leave; 1 of a dense model",
          "Data-parallel ranks of attention, in lockstep",
          "--attention-dp",
          "--data-parallel-size",
          "-dp");
  public static final ScenarioKey<Long> EP =
      plan(
          "plan.ep",
          "tp x attention-dp / moe-tp",
          "Ranks over which experts are spread",
          "--ep",
          "--expert-parallel-size");
  public static final ScenarioKey<Boolean> EXPERT_PARALLEL =
      automatic(
          "plan.enable-expert-parallel",
          new Switch(),
          "true if any degree is given",
          "Experts spread over all ranks, not cut over them",
          "--enable-expert-parallel");
  public static final ScenarioKey<Long> MOE_TP =
      plan("plan.moe-tp", "1", "Tensor-parallel degree inside an expert", "--moe-tp");
  public static final ScenarioKey<Long> REPLICAS =
      plan(
          "plan.replicas",
          "1; of a dense model, the GPUs that are left",
          "Independent copies behind a router",
          "--replicas");

  public static final ScenarioKey<Long> MAX_NUM_SEQS =
      with(
          "engine.max-num-seqs",
          whole(1, MAX_BATCH),
          256L,
          "Most sequences that run at once, per attention rank",
          "--max-num-seqs");
  public static final ScenarioKey<Long> MAX_NUM_BATCHED_TOKENS =
      with(
          "engine.max-num-batched-tokens",
          whole(1, MAX_BATCH),
          8192L,
          "Token budget of a step, per attention rank",
          "--max-num-batched-tokens");
  public static final ScenarioKey<Long> LONG_PREFILL_TOKEN_THRESHOLD =
      with(
          "engine.long-prefill-token-threshold",
          whole(0, MAX_INT),
          0L,
          "Most prompt tokens of one request in a step; 0 for no cap",
          "--long-prefill-token-threshold");
  public static final ScenarioKey<Double> GPU_MEMORY_UTILIZATION =
      with(
          "engine.gpu-memory-utilization",
          new Decimal(0, false, 1, "", "FRACTION"),
          0.9,
          "Share of GPU memory that weights, activations and KV may fill",
          "--gpu-memory-utilization");
  public static final ScenarioKey<Long> BLOCK_SIZE =
      with("engine.block-size", whole(1, 65_536), 16L, "Tokens per KV block", "--block-size");
  public static final ScenarioKey<String> KV_CACHE_DTYPE =
      automatic(
          "engine.kv-cache-dtype",
          new Choice(List.of("auto", "bf16", "fp8")),
          "the usual one for the weights and the GPU",
          "Precision of the KV cache",
          "--kv-cache-dtype");
  public static final ScenarioKey<Long> MAX_MODEL_LEN =
      automatic(
          "engine.max-model-len",
          whole(2, MAX_INT),
          "the model's, at most 131072",
          "Longest prompt plus output that is accepted",
          "--max-model-len");

  public static final ScenarioKey<String> TRACE =
      automatic(
          "load.trace",
          new Text("FILE"),
          "none",
          "Replay a trace in any public format, found by content, gzip too",
          "--trace");
  public static final ScenarioKey<Double> SPEED =
      automatic("load.speed", factor(), "none", "Replay the trace so many times faster", "--speed");
  public static final ScenarioKey<Double> TRACE_RATE =
      automatic(
          "load.trace-rate",
          new Decimal(0, false, 1e9, "", "RATE"),
          "none",
          "Replay the trace at this mean rate, in requests per second",
          "--trace-rate");
  public static final ScenarioKey<Double> START =
      automatic("load.start", time(), "none", "Skip so much time of the trace", "--start");
  public static final ScenarioKey<Double> END =
      automatic("load.end", time(), "none", "End at this time of the trace", "--end");
  public static final ScenarioKey<Double> INPUT_SCALE =
      automatic(
          "load.input-scale", factor(), "none", "Multiply prompt lengths by this", "--input-scale");
  public static final ScenarioKey<Double> OUTPUT_SCALE =
      automatic(
          "load.output-scale",
          factor(),
          "none",
          "Multiply output lengths by this",
          "--output-scale");
  public static final ScenarioKey<Double> SPREAD =
      automatic(
          "load.spread",
          time(),
          "none",
          "Spread requests of equal time over this long, as 3s for Mooncake's ticks",
          "--spread");
  public static final ScenarioKey<Long> SESSIONS =
      automatic(
          "load.sessions",
          whole(1, MAX_INT),
          "none",
          "Keep the first so many sessions of the trace",
          "--sessions");
  public static final ScenarioKey<Double> THIN =
      automatic(
          "load.thin",
          new Decimal(0, false, 0.999999, "", "FRACTION"),
          "none",
          "Keep this share of the sessions, each whole, drawn at random",
          "--thin");
  public static final ScenarioKey<Boolean> OPEN_LOOP =
      with(
          "load.open-loop",
          new Switch(),
          false,
          "Turns of sessions arrive at their recorded times, not after the turn before",
          "--open-loop");
  public static final ScenarioKey<String> PROFILE =
      automatic(
          "load.profile",
          new Text("PROFILE"),
          "none",
          "Generate a load like azure-conv, mooncake-conversation or deepseek-r1, or by a profile"
              + " file",
          "--profile");
  public static final ScenarioKey<Double> REQUEST_RATE =
      with(
          "load.request-rate",
          new Decimal(0, false, 1e9, "inf", "RATE"),
          Double.POSITIVE_INFINITY,
          "Requests per second; inf: all at once",
          "--request-rate");
  public static final ScenarioKey<Double> BURSTINESS =
      with(
          "load.burstiness",
          new Decimal(0, false, 1e9, "", "SHAPE"),
          1.0,
          "Shape of the gaps (gamma); 1: Poisson, below 1: bursts",
          "--burstiness");
  public static final ScenarioKey<Long> NUM_PROMPTS =
      with(
          "load.num-prompts",
          whole(1, MAX_INT),
          1000L,
          "Requests to generate; of a trace, to replay",
          "--num-prompts");
  public static final ScenarioKey<Long> ISL =
      with(
          "load.isl",
          whole(1, MAX_INT),
          1024L,
          "Prompt tokens of a request",
          "--isl",
          "--random-input-len");
  public static final ScenarioKey<Long> OSL =
      with(
          "load.osl",
          whole(1, MAX_INT),
          128L,
          "Output tokens of a request",
          "--osl",
          "--random-output-len");
  public static final ScenarioKey<Double> RANGE_RATIO =
      with(
          "load.range-ratio",
          new Decimal(0, true, 1, "", "FRACTION"),
          1.0,
          "Shortest length as a share of the longest; 1: all alike",
          "--range-ratio",
          "--random-range-ratio");
  public static final ScenarioKey<Long> MAX_CONCURRENCY =
      automatic(
          "load.max-concurrency",
          whole(1, MAX_INT),
          "no limit",
          "Most requests in the system at once; others wait at the client",
          "--max-concurrency",
          "--concurrency");

  public static final ScenarioKey<Double> GOODPUT_TTFT = goodput("ttft", "time to first token");
  public static final ScenarioKey<Double> GOODPUT_TPOT = goodput("tpot", "time per output token");
  public static final ScenarioKey<Double> GOODPUT_E2EL = goodput("e2el", "end-to-end latency");

  public static final ScenarioKey<Long> SEED =
      with("run.seed", whole(0, Long.MAX_VALUE), 0L, "Seed of all random numbers", "--seed");
  public static final ScenarioKey<String> ROUTER =
      with(
          "run.router",
          new Choice(List.of("round-robin", "least-requests", "least-tokens")),
          "round-robin",
          "How requests are spread over replicas",
          "--router");
  public static final ScenarioKey<Double> WARMUP =
      automatic(
          "run.warmup",
          new QuantityOrWord(
              new Quantity(Dimension.SECONDS, "s", "TIME"), "auto", WARMUP_AUTO_SECONDS),
          "none",
          "Leave this much simulated time out of the measurements; auto: what MSER-5 finds",
          "--warmup");
  public static final ScenarioKey<Long> REPLICATIONS =
      automatic(
          "run.replications",
          whole(1, 100_000),
          "1; with --precision as many as it takes, up to 100",
          "Independent runs of a generated load; with --precision, at most",
          "--replications");
  public static final ScenarioKey<Double> PRECISION =
      automatic(
          "run.precision",
          new Share(),
          "none",
          "Replicate until means and throughput are this sure, such as 2%",
          "--precision");
  public static final ScenarioKey<Double> DURATION =
      automatic(
          "run.duration",
          new Quantity(Dimension.SECONDS, "s", "TIME"),
          "until all is done",
          "Stop after this much simulated time, such as 600s or 1h",
          "--duration");

  public static final ScenarioKey<Double> KV_ROOM =
      automatic(
          "fit.kv-room",
          new Decimal(0, true, 0.99, "", "FRACTION"),
          "0.2 with --gpus auto, else none",
          "Share of usable memory that must be left for KV cache",
          "--kv-room");
  public static final ScenarioKey<Long> FIT_CONTEXT =
      automatic(
          "fit.context",
          whole(1, MAX_INT),
          "none asked for",
          "Tokens of each of the sequences that must fit",
          "--context");
  public static final ScenarioKey<Long> FIT_SEQUENCES =
      automatic(
          "fit.sequences",
          whole(1, MAX_INT),
          "none asked for",
          "Sequences of that context that must fit at once",
          "--sequences");

  public static final ScenarioKey<Double> PRICE =
      automatic(
          "cost.price",
          new Quantity(Dimension.USD_PER_GPU_HOUR, "$/h", "USD"),
          "the catalogue's",
          "Price of a GPU-hour, host and network included",
          "--price");

  /** What changes a trace on its way in. */
  public static final List<ScenarioKey<?>> TRACE_CHANGES =
      List.of(
          SPEED,
          TRACE_RATE,
          START,
          END,
          INPUT_SCALE,
          OUTPUT_SCALE,
          SPREAD,
          SESSIONS,
          THIN,
          OPEN_LOOP);

  /** All keys by path, in the order in which they are listed. */
  private static final Map<String, ScenarioKey<?>> BY_PATH = byPath();

  private ScenarioKeys() {}

  /** All keys, in the order in which they are listed. */
  public static List<ScenarioKey<?>> all() {
    return Collections.unmodifiableList(DECLARED);
  }

  /** The key at a path, or null. */
  public static @Nullable ScenarioKey<?> at(String path) {
    return BY_PATH.get(path);
  }

  /** What a group of keys, such as {@code plan}, is about. */
  public static String describeGroup(String group) {
    return switch (group) {
      case "model" -> "What is served";
      case "system" -> "What it runs on";
      case "plan" -> "How it is spread over GPUs; without any of these the best layout is found";
      case "engine" -> "Limits of the inference engine, under vLLM's names";
      case "load" -> "The requests: a trace, or a generated load";
      case "goodput" -> "What a request must meet to count as good";
      case "run" -> "How the simulation runs";
      case "fit" -> "What must fit beside one sequence of full length";
      case "cost" -> "What it costs";
      default -> throw new IllegalArgumentException("no group " + group);
    };
  }

  private static WholeNumber whole(long min, long max) {
    return WholeNumber.between(min, max);
  }

  private static Decimal factor() {
    return new Decimal(0, false, 1e9, "", "FACTOR");
  }

  private static Quantity time() {
    return new Quantity(Dimension.SECONDS, "s", "TIME");
  }

  private static ScenarioKey<Long> plan(
      String path, String automatic, String description, String... flags) {
    return automatic(path, whole(1, 100_000), automatic, description, flags);
  }

  private static ScenarioKey<Double> goodput(String metric, String name) {
    return automatic(
        "goodput." + metric,
        new Quantity(Dimension.SECONDS, "ms", "TIME"),
        "none",
        "Most " + name + " of a good request");
  }

  private static <T> ScenarioKey<T> automatic(
      String path, KeyType<T> type, String automatic, String description, String... flags) {
    return declare(new ScenarioKey<>(path, type, null, automatic, description, List.of(flags)));
  }

  private static <T> ScenarioKey<T> with(
      String path, KeyType<T> type, T fallback, String description, String... flags) {
    return declare(new ScenarioKey<>(path, type, fallback, "", description, List.of(flags)));
  }

  private static <T> ScenarioKey<T> declare(ScenarioKey<T> key) {
    DECLARED.add(key);
    return key;
  }

  private static Map<String, ScenarioKey<?>> byPath() {
    Map<String, ScenarioKey<?>> keys = new LinkedHashMap<>();
    for (ScenarioKey<?> key : DECLARED) {
      keys.put(key.path(), key);
    }
    return keys;
  }
}
