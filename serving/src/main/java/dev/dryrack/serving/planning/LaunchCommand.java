package dev.dryrack.serving.planning;

import dev.dryrack.hardware.Precision;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.EngineLimits;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * How an engine is started under a plan, in its own words; several lines of a shell.
 *
 * @param engine for people
 * @param command the command; empty if the engine cannot run the plan
 * @param note what the command leaves to the reader, or why there is none
 */
public record LaunchCommand(String engine, String command, String note) {

  /** Whether vLLM can run a plan. */
  public static boolean vllmCan(ShardingPlan plan) {
    return plan.ep() == 1 || plan.moeTp() == 1;
  }

  /**
   * vLLM's, which spreads whole experts over all ranks of a stage or cuts each over all of them
   * (parallel configuration of vLLM, docs.vllm.ai, serving/expert_parallel_deployment, 2026).
   */
  public static LaunchCommand vllm(Deployment deployment, EngineLimits limits) {
    ShardingPlan plan = deployment.plan();
    boolean experts = deployment.model().hasRoutedExperts();
    if (experts && !vllmCan(plan)) {
      return new LaunchCommand(
          "vLLM", "", "vLLM cannot cut experts that are spread: it does one or the other");
    }
    List<String> words = new ArrayList<>();
    words.add("vllm serve " + deployment.model().id());
    words.add("--tensor-parallel-size " + plan.tp());
    option(words, "--pipeline-parallel-size", plan.pp());
    option(words, "--data-parallel-size", plan.attentionDp());
    if (experts && plan.ep() > 1) {
      words.add("--enable-expert-parallel");
    }
    words.add("--max-num-seqs " + limits.maxNumSeqs());
    words.add("--max-num-batched-tokens " + limits.maxNumBatchedTokens());
    words.add("--max-model-len " + limits.maxModelLen());
    words.add("--gpu-memory-utilization " + limits.gpuMemoryUtilization());
    if (deployment.kvPrecision() == Precision.FP8) {
      words.add("--kv-cache-dtype fp8");
    }
    return new LaunchCommand("vLLM", String.join(" \\\n  ", words), note(deployment));
  }

  /** SGLang's, whose tensor-parallel size counts all ranks of a stage (docs.sglang.ai, 2026). */
  public static LaunchCommand sglang(Deployment deployment, EngineLimits limits) {
    ShardingPlan plan = deployment.plan();
    List<String> words = new ArrayList<>();
    words.add("python -m sglang.launch_server --model-path " + deployment.model().id());
    words.add("--tp-size " + plan.tp() * plan.attentionDp());
    option(words, "--pp-size", plan.pp());
    if (plan.attentionDp() > 1) {
      words.add("--dp-size " + plan.attentionDp() + " --enable-dp-attention");
    }
    option(words, "--ep-size", plan.ep());
    words.add("--max-running-requests " + (long) limits.maxNumSeqs() * plan.attentionDp());
    words.add("--chunked-prefill-size " + limits.maxNumBatchedTokens());
    words.add("--context-length " + limits.maxModelLen());
    words.add("--mem-fraction-static " + limits.gpuMemoryUtilization());
    if (deployment.kvPrecision() == Precision.FP8) {
      words.add("--kv-cache-dtype fp8_e4m3");
    }
    return new LaunchCommand("SGLang", String.join(" \\\n  ", words), note(deployment));
  }

  private static void option(List<String> words, String name, int degree) {
    if (degree > 1) {
      words.add(name + " " + degree);
    }
  }

  private static String note(Deployment deployment) {
    ShardingPlan plan = deployment.plan();
    StringBuilder note = new StringBuilder();
    if (plan.replicas() > 1) {
      note.append(plan.replicas()).append(" such servers behind a router");
    }
    int node = deployment.cluster().system().gpusPerNode();
    if (plan.gpusPerReplica() > node) {
      note.append(note.isEmpty() ? "" : "; ")
          .append("over ")
          .append((plan.gpusPerReplica() + node - 1) / node)
          .append(" hosts of ")
          .append(node)
          .append(" GPUs: add the engine's options for several hosts");
    }
    return note.toString();
  }
}
