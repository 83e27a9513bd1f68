package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Choice;
import dev.dryrack.cli.scenario.type.Decimal;
import dev.dryrack.cli.scenario.type.Quantity;
import dev.dryrack.cli.scenario.type.Several;
import dev.dryrack.cli.scenario.type.Switch;
import dev.dryrack.cli.scenario.type.WholeNumber;
import dev.dryrack.hardware.facts.Dimension;
import java.util.List;

/** How steps are formed. Parameters of one engine's schedule have that engine's names. */
public final class SchedulerKeys {

  static final Section KEYS =
      new Section("scheduler", "How steps are formed; see docs/scheduling.md");

  public static final ScenarioKey<String> POLICY =
      KEYS.with(
          "policy",
          new Choice(
              List.of(
                  "vllm", "sglang", "tensorrt-llm", "sarathi", "prefill-first", "decode-first")),
          "vllm",
          "Whose schedule the ranks follow",
          "--scheduler");
  public static final ScenarioKey<String> ORDER =
      KEYS.with(
          "order",
          new Choice(List.of("fcfs", "priority", "deadline")),
          "fcfs",
          "Order of the waiting queue; deadline: arrival plus --ttft-target",
          "--scheduling-policy");
  public static final ScenarioKey<List<Double>> TTFT_TARGET =
      KEYS.automatic(
          "ttft-target",
          new Several<>(new Quantity(Dimension.SECONDS, "ms", "TIME")),
          "none",
          "Target of the time to first token from arrival, by priority, such as 200,2000",
          "--ttft-target");
  public static final ScenarioKey<Boolean> REJECT_LATE =
      KEYS.with(
          "reject-late",
          new Switch(),
          false,
          "Reject a request whose --ttft-target passes before its first step",
          "--reject-late");
  public static final ScenarioKey<Long> MAX_QUEUED_REQUESTS =
      KEYS.automatic(
          "max-queued-requests",
          WholeNumber.between(1, Integer.MAX_VALUE),
          "no limit",
          "Most requests that wait on an attention rank; others are rejected",
          "--max-queued-requests");
  public static final ScenarioKey<String> PREEMPTION_MODE =
      KEYS.with(
          "preemption-mode",
          new Choice(List.of("recompute", "swap")),
          "recompute",
          "What becomes of a preempted request's KV (vllm, prefill-first); swap: to host memory",
          "--preemption-mode");
  public static final ScenarioKey<Double> SWAP_SPACE =
      KEYS.automatic(
          "swap-space",
          new Quantity(Dimension.BYTES, "GiB", "GIB"),
          "4 GiB",
          "Host memory per GPU for preempted requests, with --preemption-mode swap",
          "--swap-space");
  public static final ScenarioKey<Boolean> ASYNC_SCHEDULING =
      KEYS.with(
          "async-scheduling",
          new Switch(),
          false,
          "vllm: form a step while the one before it runs, as vLLM does from 0.14 on",
          "--async-scheduling");
  public static final ScenarioKey<Long> MAX_TOKENS =
      KEYS.automatic(
          "max-tokens",
          WholeNumber.between(1, Integer.MAX_VALUE),
          "each its own output length",
          "Most output tokens that requests state, for schedules that reserve for them",
          "--max-tokens");
  public static final ScenarioKey<Long> CHUNKED_PREFILL_SIZE =
      KEYS.automatic(
          "chunked-prefill-size",
          new WholeNumber(1, Integer.MAX_VALUE, "none", 0),
          "max-num-batched-tokens",
          "sglang: most prompt tokens of a step; none: prompts are not cut",
          "--chunked-prefill-size");
  public static final ScenarioKey<Long> MAX_PREFILL_TOKENS =
      KEYS.with(
          "max-prefill-tokens",
          WholeNumber.between(1, Integer.MAX_VALUE),
          16_384L,
          "sglang: most prompt tokens of a step, but for one prompt",
          "--max-prefill-tokens");
  public static final ScenarioKey<Boolean> ENABLE_MIXED_CHUNK =
      KEYS.with(
          "enable-mixed-chunk",
          new Switch(),
          false,
          "sglang: decoding goes on while prompts are computed",
          "--enable-mixed-chunk");
  public static final ScenarioKey<Double> SCHEDULE_CONSERVATIVENESS =
      KEYS.with(
          "schedule-conservativeness",
          new Decimal(0, true, 10, "", "FACTOR"),
          1.0,
          "sglang: factor of the share of stated output that is reserved at first",
          "--schedule-conservativeness");
  public static final ScenarioKey<String> CAPACITY_SCHEDULER_POLICY =
      KEYS.with(
          "capacity-scheduler-policy",
          new Choice(List.of("GUARANTEED_NO_EVICT", "MAX_UTILIZATION")),
          "GUARANTEED_NO_EVICT",
          "tensorrt-llm: whether requests that might not run to their end are admitted",
          "--capacity-scheduler-policy");
  public static final ScenarioKey<Boolean> ENABLE_CHUNKED_CONTEXT =
      KEYS.with(
          "enable-chunked-context",
          new Switch(),
          false,
          "tensorrt-llm: prompts are cut to fit into a step",
          "--enable-chunked-context");
  public static final ScenarioKey<Double> WATERMARK =
      KEYS.with(
          "watermark",
          new Decimal(0, true, 0.5, "", "FRACTION"),
          0.01,
          "sarathi, prefill-first: share of KV blocks that stays free on admission",
          "--watermark");

  /** Keys that only some policies have, by the policies that have them. */
  public static boolean has(String policy, ScenarioKey<?> key) {
    if (key.equals(CHUNKED_PREFILL_SIZE)
        || key.equals(MAX_PREFILL_TOKENS)
        || key.equals(ENABLE_MIXED_CHUNK)
        || key.equals(SCHEDULE_CONSERVATIVENESS)) {
      return policy.equals("sglang");
    }
    if (key.equals(CAPACITY_SCHEDULER_POLICY) || key.equals(ENABLE_CHUNKED_CONTEXT)) {
      return policy.equals("tensorrt-llm");
    }
    if (key.equals(WATERMARK)) {
      return policy.equals("sarathi") || policy.equals("prefill-first");
    }
    if (key.equals(PREEMPTION_MODE) || key.equals(SWAP_SPACE)) {
      return policy.equals("vllm") || policy.equals("prefill-first");
    }
    return policy.equals("vllm")
        || !(key.equals(EngineKeys.LONG_PREFILL_TOKEN_THRESHOLD) || key.equals(ASYNC_SCHEDULING));
  }

  private SchedulerKeys() {}
}
