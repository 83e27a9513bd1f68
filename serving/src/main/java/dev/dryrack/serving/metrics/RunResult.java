package dev.dryrack.serving.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a served system came to. Facts only; formatting is the command line's.
 *
 * <p>The measured window goes from the end of the warm-up to the end of the run; without a warm-up
 * it is the run.
 *
 * @param end why the run ended
 * @param endPicos when: the last token of a drained run, else the horizon or the time it was
 *     stopped
 * @param windowStartPicos begin of the measured window
 * @param requests what became of the requests
 * @param tokens token counts
 * @param latencies of the measured requests
 * @param throughput over the measured window
 * @param stability whether the system kept up
 * @param peakInFlight most requests sent and not finished at any time of the run
 * @param prefixCache what prefix caches saved; zeros without one
 * @param tiers what the tiers of memory below the GPUs came to, host memory first; empty without
 * @param replicas what each replica did in the measured window
 * @param transfers what moving KV from prefill to decode replicas came to; null where each replica
 *     does both
 * @param classes requests by priority class; empty where all are of one
 * @param speculation what speculative decoding came to, over the whole run; null where no draft was
 *     verified
 */
public record RunResult(
    RunEnd end,
    long endPicos,
    long windowStartPicos,
    RequestCounts requests,
    TokenCounts tokens,
    Latencies latencies,
    Throughput throughput,
    Stability stability,
    int peakInFlight,
    PrefixCacheResult prefixCache,
    List<TierResult> tiers,
    List<ReplicaResult> replicas,
    @Nullable TransferResult transfers,
    List<ClassResult> classes,
    @Nullable SpeculationResult speculation) {

  public RunResult {
    tiers = List.copyOf(tiers);
    replicas = List.copyOf(replicas);
    classes = List.copyOf(classes);
  }
}
