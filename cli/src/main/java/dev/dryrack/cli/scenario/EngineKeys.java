package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Choice;
import dev.dryrack.cli.scenario.type.Decimal;
import dev.dryrack.cli.scenario.type.Text;
import dev.dryrack.cli.scenario.type.WholeNumber;
import dev.dryrack.serving.cost.EngineProfiles;
import java.util.List;

/**
 * Limits of the inference engine, under vLLM's names; their defaults are those of the fit, held
 * equal by a test.
 */
public final class EngineKeys {

  private static final long MAX_BATCH = 1 << 20;

  static final Section KEYS =
      new Section("engine", "Limits of the inference engine, under vLLM's names");

  public static final ScenarioKey<String> PROFILE =
      KEYS.with(
          "profile",
          new Choice(EngineProfiles.names()),
          "vllm",
          "Engine, or one in a range of versions, whose overheads are added to kernels' times",
          "--engine");
  public static final ScenarioKey<String> CALIBRATION =
      KEYS.automatic(
          "calibration",
          new Text("FILE"),
          "none",
          "Constants fitted to your own measurements, as dryrack calibrate writes them",
          "--calibration");
  public static final ScenarioKey<Double> STEP_TIME_FACTOR =
      KEYS.with(
          "step-time-factor",
          new Decimal(0, false, 100, "", "X"),
          1.0,
          "How many times as long steps take as priced, to try the ends of their band",
          "--step-time-factor");
  public static final ScenarioKey<Long> MAX_NUM_SEQS =
      KEYS.with(
          "max-num-seqs",
          WholeNumber.between(1, MAX_BATCH),
          256L,
          "Most sequences that run at once, per attention rank",
          "--max-num-seqs");
  public static final ScenarioKey<Long> MAX_NUM_BATCHED_TOKENS =
      KEYS.with(
          "max-num-batched-tokens",
          WholeNumber.between(1, MAX_BATCH),
          8192L,
          "Token budget of a step, per attention rank",
          "--max-num-batched-tokens");
  public static final ScenarioKey<Long> LONG_PREFILL_TOKEN_THRESHOLD =
      KEYS.with(
          "long-prefill-token-threshold",
          WholeNumber.between(0, Integer.MAX_VALUE),
          0L,
          "Most prompt tokens of one request in a step; 0 for no cap",
          "--long-prefill-token-threshold");
  public static final ScenarioKey<Double> GPU_MEMORY_UTILIZATION =
      KEYS.with(
          "gpu-memory-utilization",
          new Decimal(0, false, 1, "", "FRACTION"),
          0.9,
          "Share of GPU memory that weights, activations and KV may fill",
          "--gpu-memory-utilization");
  public static final ScenarioKey<Long> BLOCK_SIZE =
      KEYS.with(
          "block-size", WholeNumber.between(1, 65_536), 16L, "Tokens per KV block", "--block-size");
  public static final ScenarioKey<String> KV_CACHE_DTYPE =
      KEYS.automatic(
          "kv-cache-dtype",
          new Choice(List.of("auto", "bf16", "fp8")),
          "the usual one for the weights and the GPU",
          "Precision of the KV cache",
          "--kv-cache-dtype");
  public static final ScenarioKey<Long> MAX_MODEL_LEN =
      KEYS.automatic(
          "max-model-len",
          WholeNumber.between(2, Integer.MAX_VALUE),
          "the model's, at most 131072",
          "Longest prompt plus output that is accepted",
          "--max-model-len");

  private EngineKeys() {}
}
