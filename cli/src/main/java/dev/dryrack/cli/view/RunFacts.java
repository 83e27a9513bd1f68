package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.run.DecodePool;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.cli.run.Traffic;
import dev.dryrack.serving.cache.PrefixCaching;
import dev.dryrack.serving.metrics.Latency;
import dev.dryrack.serving.metrics.PrefixCacheResult;
import dev.dryrack.serving.metrics.ReplicaResult;
import dev.dryrack.serving.metrics.RunEnd;
import dev.dryrack.serving.metrics.RunResult;
import dev.dryrack.serving.metrics.Throughput;
import dev.dryrack.serving.metrics.TransferResult;
import dev.dryrack.serving.plan.EngineLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run for programs: at the top the keys of {@code vllm bench serve --save-result}, all else under
 * {@code sim}. Latencies at the top are milliseconds, as there; below, keys carry units.
 *
 * <p>Left out of vLLM's keys: {@code date}, as the same run gives the same bytes; {@code
 * max_output_tokens_per_s} and {@code max_concurrent_requests}, which count in whole seconds of the
 * clock what was not recorded. Source: vllm/benchmarks/serve.py of vllm-project/vllm @009e6d4.
 */
final class RunFacts {

  private static final String SCHEMA = "dryrack-run/1";
  private static final String BACKEND = "dryrack";
  private static final double SECONDS_PER_PICO = 1e-12;

  private RunFacts() {}

  /** Adds the facts; {@code more} goes to the end of {@code sim}, or in place of what is there. */
  static void add(Report report, RunOutcome run, Map<String, Object> more) {
    RunResult result = run.result();
    Throughput rates = result.throughput();
    traffic(report, run);
    report.fact("duration", rates.windowSeconds());
    report.fact("completed", result.requests().measured());
    report.fact("failed", result.requests().rejected());
    report.fact("total_input_tokens", result.tokens().measuredPromptTokens());
    report.fact("total_output_tokens", result.tokens().measuredOutputTokens());
    report.fact("request_throughput", rates.requestsPerSecond());
    boolean limited = run.setup().slo().bounds();
    report.fact("request_goodput", limited ? rates.goodRequestsPerSecond() : null);
    report.fact("output_throughput", rates.outputTokensPerSecond());
    report.fact(
        "total_token_throughput", rates.promptTokensPerSecond() + rates.outputTokensPerSecond());
    latency(report, "ttft", result.latencies().ttft());
    latency(report, "tpot", result.latencies().tpot());
    latency(report, "itl", result.latencies().itl());
    latency(report, "e2el", result.latencies().e2e());
    Map<String, Object> sim = sim(run);
    sim.putAll(more);
    report.fact("sim", sim);
  }

  private static void traffic(Report report, RunOutcome run) {
    Traffic asked = run.traffic();
    report.fact("endpoint_type", BACKEND);
    report.fact("backend", BACKEND);
    report.fact("label", null);
    report.fact("model_id", run.deployment().model().id());
    report.fact("tokenizer_id", null);
    report.fact(
        "num_prompts",
        asked.prompts() == null ? run.result().requests().arrived() : asked.prompts());
    Double rate = asked.requestsPerSecond();
    report.fact("request_rate", rate != null && rate.isInfinite() ? "inf" : rate);
    report.fact("burstiness", asked.burstiness());
    report.fact("max_concurrency", run.setup().openLoop() ? null : run.setup().maxConcurrency());
  }

  private static void latency(Report report, String name, Latency latency) {
    report.fact("mean_" + name + "_ms", latency.mean() * 1e3);
    report.fact("median_" + name + "_ms", latency.p50() * 1e3);
    report.fact("std_" + name + "_ms", latency.standardDeviation() * 1e3);
    report.fact("p90_" + name + "_ms", latency.p90() * 1e3);
    report.fact("p99_" + name + "_ms", latency.p99() * 1e3);
  }

  private static Map<String, Object> sim(RunOutcome run) {
    RunResult result = run.result();
    Map<String, Object> sim = new LinkedHashMap<>();
    sim.put("schema", SCHEMA);
    sim.put("dryrack", Version.number());
    sim.put("title", run.title());
    sim.put("verdict", run.verdict());
    sim.put("remarks", run.remarks());
    sim.put("interrupted", result.end() == RunEnd.STOPPED);
    sim.put("ended_by", result.end().name().toLowerCase(Locale.ROOT));
    sim.put("simulated_seconds", result.endPicos() * SECONDS_PER_PICO);
    sim.put("window_seconds", result.throughput().windowSeconds());
    sim.put("model", DeploymentView.modelFacts(run.deployment()));
    sim.put("system", DeploymentView.systemFacts(run.deployment().cluster()));
    sim.put("plan", DeploymentView.planFacts(run.deployment().plan()));
    sim.put("plan_chosen_by", run.planNote());
    sim.put("engine", engine(run));
    sim.put("load", load(run));
    sim.put("requests", requests(result));
    sim.put("latency", latencies(result));
    if (!result.classes().isEmpty()) {
      sim.put("classes", ClassView.facts(result, run.setup().slo().bounds()));
    }
    sim.put("throughput", throughput(run));
    sim.put("replicas", replicas(result));
    if (result.replicas().size() > 1) {
      sim.put("balance", BalanceView.facts(result));
    }
    if (result.transfers() != null) {
      sim.put("kv_transfers", transfers(result.transfers()));
    }
    if (run.speculation() != null) {
      sim.put("speculation", SpeculationView.facts(run.speculation(), result.speculation()));
    }
    if (run.decode() != null) {
      sim.put("decode_pool", decodePool(run.decode()));
    }
    sim.put("prefix_cache", prefixCache(run));
    if (!result.tiers().isEmpty()) {
      sim.put("kv_tiers", TierView.facts(run));
    }
    sim.put("cost", MoneyView.facts(run.money()));
    sim.put("steps", run.ledger().steps());
    sim.put("breakdown", BreakdownView.facts(run.ledger().breakdown(), run.ledger().steps()));
    sim.put("limit", run.ledger().breakdown().limit().name().toLowerCase(Locale.ROOT));
    sim.put("evidence", EvidenceView.facts(run.evidence()));
    return sim;
  }

  private static Map<String, Object> decodePool(DecodePool pool) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("weights", pool.fit().deployment().weights().id());
    facts.put("system", DeploymentView.systemFacts(pool.fit().deployment().cluster()));
    facts.put("plan", DeploymentView.planFacts(pool.fit().plan()));
    facts.put("max_num_seqs", pool.fit().limits().maxNumSeqs());
    facts.put("max_num_batched_tokens", pool.fit().limits().maxNumBatchedTokens());
    facts.put("kv_tokens", pool.fit().budget().kvTokens());
    facts.put("steps", pool.ledger().steps());
    facts.put("breakdown", BreakdownView.facts(pool.ledger().breakdown(), pool.ledger().steps()));
    return facts;
  }

  private static Map<String, Object> transfers(TransferResult moved) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("prefill_replicas", moved.prefillReplicas());
    facts.put("transfers", moved.transfers());
    facts.put("kv_blocks", moved.blocks());
    facts.put("ports", moved.ports());
    facts.put("mean_wait_seconds", moved.meanWaitSeconds());
    facts.put("mean_seconds", moved.meanSeconds());
    facts.put("mean_alone_seconds", moved.meanAloneSeconds());
    facts.put("slowdown", moved.slowdown());
    facts.put("port_busy_fraction", moved.busyFraction());
    facts.put("busiest_port_fraction", moved.busiestFraction());
    facts.put("unfinished", moved.unfinished());
    facts.put("held", moved.held());
    facts.put("local", moved.local());
    facts.put("hidden_fraction", moved.hiddenFraction());
    return facts;
  }

  private static Map<String, Object> engine(RunOutcome run) {
    EngineLimits limits = run.setup().limits();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("max_num_seqs", limits.maxNumSeqs());
    facts.put("max_num_batched_tokens", limits.maxNumBatchedTokens());
    facts.put("long_prefill_token_threshold", limits.longPrefillTokenThreshold());
    facts.put("block_size", limits.blockSize());
    facts.put("gpu_memory_utilization", limits.gpuMemoryUtilization());
    facts.put("max_model_len", limits.maxModelLen());
    facts.put("kv_blocks_per_rank", run.setup().blocksPerRank());
    facts.put("kv_tokens", run.budget().kvTokens());
    facts.put("prefix_cache", run.setup().prefixCaching().id());
    facts.put("router", run.setup().router().id());
    facts.put("rank_router", run.setup().rankRouter().id());
    facts.put("scheduler", run.setup().scheduling().policy().id());
    facts.put("scheduling_policy", run.setup().scheduling().order().id());
    facts.put("async_scheduling", run.setup().scheduling().async());
    return facts;
  }

  private static Map<String, Object> load(RunOutcome run) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("description", run.load());
    facts.put("rows_read", run.counts().read());
    facts.put("rows_dropped", new LinkedHashMap<String, Object>(run.counts().dropped()));
    facts.put("rows_noted", new LinkedHashMap<String, Object>(run.counts().noted()));
    facts.put("max_concurrency", run.setup().openLoop() ? null : run.setup().maxConcurrency());
    return facts;
  }

  private static Map<String, Object> requests(RunResult result) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("arrived", result.requests().arrived());
    facts.put("finished", result.requests().finished());
    facts.put("rejected", new LinkedHashMap<String, Object>(result.requests().rejectedByReason()));
    facts.put("waiting", result.requests().waiting());
    facts.put("running", result.requests().running());
    facts.put("measured", result.requests().measured());
    facts.put("good", result.requests().good());
    facts.put("preempted", result.requests().preempted());
    facts.put("peak_in_flight", result.peakInFlight());
    return facts;
  }

  private static Map<String, Object> latencies(RunResult result) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("ttft_seconds", quantiles(result.latencies().ttft()));
    facts.put("ttft_from_arrival_seconds", quantiles(result.latencies().ttftFromArrival()));
    facts.put("tpot_seconds", quantiles(result.latencies().tpot()));
    facts.put("itl_seconds", quantiles(result.latencies().itl()));
    facts.put("e2el_seconds", quantiles(result.latencies().e2e()));
    facts.put("e2el_from_arrival_seconds", quantiles(result.latencies().e2eFromArrival()));
    facts.put("queueing_seconds", quantiles(result.latencies().queueing()));
    return facts;
  }

  private static Map<String, Object> quantiles(Latency latency) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("count", latency.count());
    facts.put("mean", latency.mean());
    facts.put("std", latency.standardDeviation());
    facts.put("min", latency.min());
    facts.put("p10", latency.p10());
    facts.put("p25", latency.p25());
    facts.put("p50", latency.p50());
    facts.put("p75", latency.p75());
    facts.put("p90", latency.p90());
    facts.put("p95", latency.p95());
    facts.put("p99", latency.p99());
    facts.put("p999", latency.p999());
    facts.put("max", latency.max());
    return facts;
  }

  private static Map<String, Object> throughput(RunOutcome run) {
    Throughput rates = run.result().throughput();
    int domain = run.deployment().cluster().system().gpusPerDomain();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("gpus", rates.gpus());
    facts.put("emitted_tokens_per_second", rates.emittedTokensPerSecond());
    facts.put("output_tokens_per_second_per_gpu", rates.outputTokensPerSecondPerGpu());
    facts.put("output_tokens_per_second_per_user", rates.outputTokensPerSecondPerUser());
    facts.put(
        "output_tokens_per_second_per_domain",
        rates.outputTokensPerSecondPerGpu() * Math.min(domain, rates.gpus()));
    return facts;
  }

  private static @Nullable Map<String, Object> prefixCache(RunOutcome run) {
    if (run.setup().prefixCaching() == PrefixCaching.OFF) {
      return null;
    }
    PrefixCacheResult cache = run.result().prefixCache();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("prompt_tokens", cache.promptTokens());
    facts.put("hit_tokens", cache.hitTokens());
    facts.put("hit_fraction", cache.hitFraction());
    facts.put("ideal_hit_tokens", cache.idealHitTokens());
    facts.put("ideal_hit_fraction", cache.idealHitFraction());
    facts.put("hit_tokens_after_preemption", cache.resumedHitTokens());
    return facts;
  }

  private static List<Object> replicas(RunResult result) {
    List<Object> all = new ArrayList<>();
    for (ReplicaResult replica : result.replicas()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("requests", replica.requests());
      facts.put("steps", replica.steps());
      facts.put("prefill_step_fraction", replica.prefillStepFraction());
      facts.put("busy_fraction", replica.busyFraction());
      facts.put("prefill_tokens", replica.prefillTokens());
      facts.put("decode_tokens", replica.decodeTokens());
      facts.put("preemptions", replica.preemptions());
      facts.put("recomputed_tokens", replica.recomputedTokens());
      facts.put("mean_running", replica.meanRunning());
      facts.put("peak_running", replica.peakRunning());
      facts.put("mean_waiting", replica.meanWaiting());
      facts.put("peak_waiting", replica.peakWaiting());
      facts.put("mean_kv_fraction", replica.meanKvFraction());
      facts.put("peak_kv_fraction", replica.peakKvFraction());
      all.add(facts);
    }
    return all;
  }
}
