package dev.dryrack.cli.run;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.EngineKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.ScenarioKeys;
import dev.dryrack.cli.scenario.SchedulerKeys;
import dev.dryrack.serving.engine.QueueOrder;
import dev.dryrack.serving.engine.SchedulerPolicy;
import dev.dryrack.serving.engine.Scheduling;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.memory.KvLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads from a scenario how ranks schedule; refuses parameters that the policy does not have. */
final class SchedulingChoice {

  private static final double PICOS_PER_SECOND = 1e12;
  private static final double DEFAULT_SWAP_BYTES = 4.0 * (1L << 30);

  private final Scenario scenario;
  private final FitReport fit;
  private final String name;

  private SchedulingChoice(Scenario scenario, FitReport fit) {
    this.scenario = scenario;
    this.fit = fit;
    name = scenario.get(SchedulerKeys.POLICY);
  }

  static Scheduling of(Scenario scenario, FitReport fit) {
    return new SchedulingChoice(scenario, fit).scheduling();
  }

  /** KV blocks of a rank that requests can have: an engine may keep some for itself. */
  static long usableBlocks(FitReport fit, Scheduling scheduling) {
    KvLayout kv = fit.budget().kvLayout();
    // Where a block is a whole sequence's state, none is lost.
    boolean pages = kv.blockTokens() == fit.limits().blockSize();
    boolean keeps = pages && kv.blocksPerRank() > 1;
    return kv.blocksPerRank() - (keeps ? scheduling.policy().reservedBlocks() : 0);
  }

  private Scheduling scheduling() {
    for (ScenarioKey<?> key : ScenarioKeys.all()) {
      if (scenario.isSet(key) && !SchedulerKeys.has(name, key)) {
        throw new UsageException(
            scenario.place(key)
                + ": the "
                + name
                + " schedule has no such parameter; leave it out");
      }
    }
    Scheduling rules = Scheduling.of(policy());
    rules = ordered(rules);
    if (scenario.isSet(SchedulerKeys.MAX_QUEUED_REQUESTS)) {
      rules =
          rules.queueing(Math.toIntExact(scenario.getOr(SchedulerKeys.MAX_QUEUED_REQUESTS, 1L)));
    }
    if (scenario.isSet(SchedulerKeys.MAX_TOKENS)) {
      if (!rules.policy().reservesOutput()) {
        throw new UsageException(
            scenario.place(SchedulerKeys.MAX_TOKENS)
                + ": has no effect, the "
                + name
                + " schedule reserves nothing for output; leave it out");
      }
      rules = rules.stating(Math.toIntExact(scenario.getOr(SchedulerKeys.MAX_TOKENS, 1L)));
    }
    return async(swapping(rules));
  }

  private Scheduling async(Scheduling rules) {
    if (!scenario.get(SchedulerKeys.ASYNC_SCHEDULING)) {
      return rules;
    }
    if (rules.rejectLate() || rules.swapBlocksPerRank() > 0) {
      throw new UsageException(
          scenario.place(SchedulerKeys.ASYNC_SCHEDULING)
              + ": goes neither with --reject-late nor with --preemption-mode swap; leave one out");
    }
    if (fit.plan().pp() > 1) {
      throw new UsageException(
          scenario.place(SchedulerKeys.ASYNC_SCHEDULING)
              + ": does not go with pipeline parallelism, here of "
              + fit.plan().pp()
              + " stages; leave it out, or take --pp 1");
    }
    return rules.async(true);
  }

  private SchedulerPolicy policy() {
    double watermark = scenario.get(SchedulerKeys.WATERMARK);
    return switch (name) {
      case "sglang" ->
          new SchedulerPolicy.Sglang(
              chunkedPrefillSize(),
              Math.toIntExact(scenario.get(SchedulerKeys.MAX_PREFILL_TOKENS)),
              scenario.get(SchedulerKeys.ENABLE_MIXED_CHUNK),
              scenario.get(SchedulerKeys.SCHEDULE_CONSERVATIVENESS));
      case "tensorrt-llm" ->
          new SchedulerPolicy.TensorRtLlm(
              scenario.get(SchedulerKeys.CAPACITY_SCHEDULER_POLICY).equals("GUARANTEED_NO_EVICT"),
              scenario.get(SchedulerKeys.ENABLE_CHUNKED_CONTEXT));
      case "sarathi" -> new SchedulerPolicy.Sarathi(watermark);
      case "prefill-first" -> new SchedulerPolicy.PrefillFirst(watermark);
      case "decode-first" -> new SchedulerPolicy.DecodeFirst();
      default -> new SchedulerPolicy.Vllm();
    };
  }

  private int chunkedPrefillSize() {
    int reserved = fit.limits().stepTokens(fit.plan());
    int size = Math.toIntExact(scenario.getOr(SchedulerKeys.CHUNKED_PREFILL_SIZE, (long) reserved));
    if (size > reserved) {
      throw new UsageException(
          scenario.place(SchedulerKeys.CHUNKED_PREFILL_SIZE)
              + ": chunked-prefill-size = "
              + size
              + " is above max-num-batched-tokens = "
              + reserved
              + ", for which memory is reserved; raise --max-num-batched-tokens ("
              + scenario.place(EngineKeys.MAX_NUM_BATCHED_TOKENS)
              + ")");
    }
    return size;
  }

  private Scheduling ordered(Scheduling rules) {
    QueueOrder order =
        QueueOrder.valueOf(scenario.get(SchedulerKeys.ORDER).toUpperCase(Locale.ROOT));
    boolean late = scenario.get(SchedulerKeys.REJECT_LATE);
    List<Long> targets = new ArrayList<>();
    for (double seconds : scenario.getOr(SchedulerKeys.TTFT_TARGET, List.<Double>of())) {
      targets.add(Math.max(1, Math.round(seconds * PICOS_PER_SECOND)));
    }
    if (targets.isEmpty() && (late || order == QueueOrder.DEADLINE)) {
      throw new UsageException(
          scenario.place(late ? SchedulerKeys.REJECT_LATE : SchedulerKeys.ORDER)
              + ": needs --ttft-target, such as 500ms");
    }
    if (!targets.isEmpty() && !late && order != QueueOrder.DEADLINE) {
      throw new UsageException(
          scenario.place(SchedulerKeys.TTFT_TARGET)
              + ": has an effect only with --scheduling-policy deadline or --reject-late");
    }
    boolean priorities = scenario.isSet(LoadKeys.PRIORITIES);
    if (order == QueueOrder.PRIORITY && !priorities) {
      throw new UsageException(
          scenario.place(SchedulerKeys.ORDER)
              + ": all requests have the same priority; give them some, as --priorities 0.1,0.9");
    }
    if (priorities && order != QueueOrder.PRIORITY && targets.size() < 2) {
      throw new UsageException(
          scenario.place(LoadKeys.PRIORITIES)
              + ": has an effect only with --scheduling-policy priority, or with several"
              + " --ttft-target");
    }
    return rules.ordered(order, targets, late);
  }

  private Scheduling swapping(Scheduling rules) {
    boolean swaps = scenario.get(SchedulerKeys.PREEMPTION_MODE).equals("swap");
    if (!swaps) {
      if (scenario.isSet(SchedulerKeys.SWAP_SPACE)) {
        throw new UsageException(
            scenario.place(SchedulerKeys.SWAP_SPACE)
                + ": has an effect only with --preemption-mode swap");
      }
      return rules;
    }
    long bytesPerBlock = fit.budget().kvLayout().bytesPerBlock();
    double blocks = scenario.getOr(SchedulerKeys.SWAP_SPACE, DEFAULT_SWAP_BYTES) / bytesPerBlock;
    double rate = fit.deployment().cluster().gpu().hostLinkBytesPerSecond();
    if (blocks < 1) {
      throw new UsageException(
          scenario.place(SchedulerKeys.SWAP_SPACE)
              + ": is less than one KV block of "
              + bytesPerBlock
              + " bytes");
    }
    return rules.swapping(
        (int) Math.min(blocks, Integer.MAX_VALUE),
        (long) Math.ceil(bytesPerBlock / rate * PICOS_PER_SECOND));
  }
}
