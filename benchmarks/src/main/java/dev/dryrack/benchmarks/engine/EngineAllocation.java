package dev.dryrack.benchmarks.engine;

import com.sun.management.ThreadMXBean;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.cost.StepPrice;
import dev.dryrack.serving.engine.Disaggregation;
import dev.dryrack.serving.engine.QueueOrder;
import dev.dryrack.serving.engine.Rejection;
import dev.dryrack.serving.engine.RequestRecorder;
import dev.dryrack.serving.engine.RequestView;
import dev.dryrack.serving.engine.SchedulerPolicy;
import dev.dryrack.serving.engine.Scheduling;
import dev.dryrack.serving.engine.ServingSetup;
import dev.dryrack.serving.engine.ServingSimulation;
import dev.dryrack.serving.engine.StepObserver;
import dev.dryrack.serving.engine.StepView;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.router.RouterKind;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Bytes that the whole serving model allocates in the second half of a run, in which all arrays
 * have grown: under every schedule, with prefix caches, in pools. The gate is 0 a step.
 */
final class EngineAllocation {

  private static final EngineLimits LIMITS = new EngineLimits(256, 8192, 0, 16, 0.9, 131_072);
  private static final long REQUESTS = 60_000;

  /** A hundred bytes in all are no bytes a step: compilers and meters have objects too. */
  private static final double BYTES_MOST = 0.01;

  private final StepPrice price;
  private final StringBuilder table = new StringBuilder();
  private final List<String> failures = new ArrayList<>();

  EngineAllocation(StepPrice price) {
    this.price = price;
  }

  /** The cases whose steps allocate, after {@link #table()}. */
  List<String> failures() {
    return failures;
  }

  /** Runs all cases. */
  String table() throws IOException {
    table.append(
        "| Llama-3.1-70B, TP4 on H100 | steps counted | bytes a step |\n|---|---:|---:|\n");
    for (Map.Entry<String, Scheduling> schedule : schedules().entrySet()) {
      ServingSetup setup = builder().kv(5_000, 16, 1).scheduling(schedule.getValue()).build();
      measure(schedule.getKey() + ", overloaded", setup, poisson(100));
    }
    measure(
        "vllm, prefix caches, evicting",
        builder().kv(20_000, 16, 0).prefixCaching(PrefixCaching.VLLM).build(),
        new SharedPrompts(5, REQUESTS));
    measure(
        "vllm, 3 routed replicas of 8 lockstep ranks",
        builder()
            .replicas(3, 8, 8)
            .kv(5_000, 16, 0)
            .routers(RouterKind.LEAST_TOKENS, RouterKind.LEAST_REQUESTS)
            .build(),
        poisson(20));
    measure(
        "vllm, 2 prefill and 2 decode replicas",
        builder()
            .replicas(4, 1, 1)
            .kv(20_000, 16, 1)
            .disaggregation(new Disaggregation(2, 2, 20_000_000, 5_000_000))
            .build(),
        poisson(5));
    return table.toString();
  }

  private static Map<String, Scheduling> schedules() {
    Map<String, Scheduling> all = new LinkedHashMap<>();
    all.put("vllm", Scheduling.DEFAULT);
    all.put(
        "vllm by deadline",
        Scheduling.DEFAULT.ordered(QueueOrder.DEADLINE, List.of(10_000_000_000_000L), false));
    all.put("vllm swapping", Scheduling.DEFAULT.swapping(2_000, 20_000_000));
    all.put("sglang", Scheduling.of(SchedulerPolicy.Sglang.DEFAULT));
    all.put(
        "sglang, mixed chunks", Scheduling.of(new SchedulerPolicy.Sglang(2048, 4096, true, 0.3)));
    all.put("tensorrt-llm", Scheduling.of(new SchedulerPolicy.TensorRtLlm(true, true)));
    all.put("tensorrt-llm, evicting", Scheduling.of(new SchedulerPolicy.TensorRtLlm(false, false)));
    all.put("sarathi", Scheduling.of(new SchedulerPolicy.Sarathi(0.01)));
    all.put("prefill-first", Scheduling.of(new SchedulerPolicy.PrefillFirst(0.01)));
    all.put("decode-first", Scheduling.of(new SchedulerPolicy.DecodeFirst()));
    return all;
  }

  private ServingSetup.Builder builder() {
    return ServingSetup.builder(price, LIMITS);
  }

  private static RequestSource poisson(double perSecond) {
    return SyntheticLoad.of(perSecond, 1, 1000, 200, 1).open(REQUESTS, new RandomStreams(1, 0));
  }

  private void measure(String name, ServingSetup setup, RequestSource requests) throws IOException {
    Meter meter = new Meter();
    new ServingSimulation(setup, meter, meter).run(requests);
    long steps = meter.stepsAtEnd - meter.stepsAtHalf;
    double bytes = (double) (meter.bytesAtEnd - meter.bytesAtHalf) / steps;
    table.append(String.format(Locale.ROOT, "| %s | %d | %.3f |%n", name, steps, bytes));
    if (!(bytes < BYTES_MOST)) {
      failures.add(String.format(Locale.ROOT, "%s: %.3f bytes a step, not 0", name, bytes));
    }
  }

  /** Reads the thread's counter of allocated bytes when half and nearly all have finished. */
  private static final class Meter implements RequestRecorder, StepObserver {

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long finished;
    private long steps;
    private long stepsAtHalf;
    private long stepsAtEnd;
    private long bytesAtHalf = threads.getCurrentThreadAllocatedBytes();
    private long bytesAtEnd;

    @Override
    public void finished(RequestView request) {
      finished++;
      if (finished == REQUESTS / 2) {
        stepsAtHalf = steps;
        bytesAtHalf = threads.getCurrentThreadAllocatedBytes();
      } else if (finished == REQUESTS - 1000) {
        stepsAtEnd = steps;
        bytesAtEnd = threads.getCurrentThreadAllocatedBytes();
      }
    }

    @Override
    public void rejected(
        long request, int promptTokens, int outputTokens, long arrivalPicos, Rejection reason) {
      throw new IllegalStateException("a request was rejected: the case measures something else");
    }

    @Override
    public void onPrefillChunk(int chunkTokens, long contextTokens) {}

    @Override
    public void onStep(StepView step) {
      steps++;
    }
  }
}
