package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.hardware.Cluster;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.ParameterCounts;
import dev.dryrack.serving.model.WeightRecipe;
import dev.dryrack.serving.plan.Deployment;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What is served, on what, and how it is spread: the head of every report. */
final class DeploymentView {

  private DeploymentView() {}

  /** Adds the rows that describe a deployment. */
  static void rows(Table table, Deployment deployment, String planNote) {
    table.row("model", model(deployment.model()));
    table.row("weights", weights(deployment.weights(), deployment.model()));
    table.row("system", system(deployment.cluster()));
    table.row("plan", deployment.plan().label() + " (" + planNote + ")");
  }

  /** The same of a pool of a deployment whose model is told already. */
  static void poolRows(Table table, Deployment pool) {
    table.row("weights", weights(pool.weights(), pool.model()));
    table.row("system", system(pool.cluster()));
    table.row("plan", pool.plan().label());
  }

  /** A model in a line. */
  static String model(ModelArchitecture model) {
    ParameterCounts counts = ParameterCounts.of(model);
    return model.id()
        + ": "
        + Figures.count(counts.total())
        + " parameters, "
        + Figures.count(counts.activeExcludingEmbedding())
        + " active ("
        + model.origin().name().toLowerCase(Locale.ROOT)
        + ")";
  }

  private static String weights(WeightRecipe weights, ModelArchitecture model) {
    String other = weights.otherLinear().id();
    return model.hasRoutedExperts()
        ? weights.id() + ": routed experts " + weights.routedExperts().id() + ", other " + other
        : weights.id() + ": " + other;
  }

  private static String system(Cluster cluster) {
    SystemSpec system = cluster.system();
    String size =
        Figures.whole(cluster.gpus())
            + " x "
            + cluster.gpu().id()
            + " of "
            + Figures.bytes(cluster.gpu().memoryBytes());
    if (cluster.domains() == 1) {
      return system.id() + ": " + size + ", one scale-up domain";
    }
    return system.id()
        + ": "
        + size
        + ", "
        + Figures.whole(cluster.domains())
        + " scale-up domains of "
        + system.gpusPerDomain();
  }

  /** The KV cache in a line. */
  static String kv(Deployment deployment, MemoryBudget budget) {
    return deployment.kvPrecision().id()
        + ": "
        + Figures.whole(budget.kvTokens())
        + " tokens in "
        + Figures.bytes(budget.kvRoomBytes())
        + " per GPU";
  }

  static String count(long number, String thing) {
    return Figures.whole(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** A plan for programs. */
  static Map<String, Object> planFacts(ShardingPlan plan) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("tp", plan.tp());
    facts.put("pp", plan.pp());
    facts.put("attention_dp", plan.attentionDp());
    facts.put("ep", plan.ep());
    facts.put("moe_tp", plan.moeTp());
    facts.put("redundant_experts", plan.redundantExperts());
    facts.put("replicas", plan.replicas());
    facts.put("gpus", plan.gpus());
    return facts;
  }

  /** A model for programs. */
  static Map<String, Object> modelFacts(Deployment deployment) {
    ModelArchitecture model = deployment.model();
    ParameterCounts counts = ParameterCounts.of(model);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", model.id());
    facts.put("origin", model.origin().name().toLowerCase(Locale.ROOT));
    facts.put("parameters", counts.total());
    facts.put("active_parameters", counts.activeExcludingEmbedding());
    facts.put("weights", deployment.weights().id());
    facts.put("kv_cache_dtype", deployment.kvPrecision().id());
    facts.put("source", model.source());
    return facts;
  }

  /** A cluster for programs. */
  static Map<String, Object> systemFacts(Cluster cluster) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", cluster.system().id());
    facts.put("gpu", cluster.gpu().id());
    facts.put("gpus", cluster.gpus());
    facts.put("gpus_per_domain", cluster.system().gpusPerDomain());
    return facts;
  }
}
