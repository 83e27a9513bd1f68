package dev.dryrack.cli.resolve;

import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.cli.scenario.type.PoolSizes;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.plan.ShardingPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The number of GPUs and the plan that a scenario asks for.
 *
 * <p>A plan is asked for if any degree is. Degrees that are left out are 1, but for those that use
 * all GPUs: what tp, pp and replicas leave becomes attention-dp, or replicas of a dense model; and
 * experts are spread over all ranks of a stage that moe-tp leaves. The number of GPUs, where it is
 * left out, is what the degrees multiply to if attention-dp or replicas are among them, else that
 * of one system.
 *
 * @param gpus how many; {@link SystemKeys#GPUS_AUTO} for the fewest that hold the model
 * @param plan what was asked for; null for the best
 */
public record PlanChoice(int gpus, @Nullable ShardingPlan plan) {

  private static final List<ScenarioKey<Long>> DEGREES =
      List.of(
          PlanKeys.TP,
          PlanKeys.PP,
          PlanKeys.ATTENTION_DP,
          PlanKeys.EP,
          PlanKeys.MOE_TP,
          PlanKeys.REDUNDANT_EXPERTS,
          PlanKeys.REPLICAS);

  /** Reads the choice of a scenario for a model on a system. */
  public static PlanChoice of(Scenario scenario, ModelArchitecture model, SystemSpec system) {
    boolean asked = DEGREES.stream().anyMatch(scenario::isSet);
    long gpus = gpus(scenario, system);
    if (!asked) {
      if (scenario.isSet(PlanKeys.EXPERT_PARALLEL)) {
        throw scenario.mistake(
            PlanKeys.EXPERT_PARALLEL,
            "has no effect without --tp or --attention-dp: the best layout is chosen");
      }
      return new PlanChoice((int) gpus, null);
    }
    if (gpus == SystemKeys.GPUS_AUTO) {
      throw scenario.mistake(
          SystemKeys.GPUS,
          "'auto' looks for the plan itself; leave out the degrees of the plan, or give"
              + " the number of GPUs");
    }
    boolean counted = scenario.isSet(SystemKeys.GPUS) || scenario.isSet(SystemKeys.RACKS);
    if (scenario.isSet(PlanKeys.EXPERT_PARALLEL) && !model.hasRoutedExperts()) {
      throw scenario.mistake(
          PlanKeys.EXPERT_PARALLEL,
          "has no effect: " + model.id() + " is dense and has no experts to spread; leave it out");
    }
    ShardingPlan plan = complete(scenario, model.hasRoutedExperts(), counted, gpus);
    return new PlanChoice(counted ? (int) gpus : plan.gpus(), plan);
  }

  private static long gpus(Scenario scenario, SystemSpec system) {
    Long racks = scenario.find(SystemKeys.RACKS);
    if (racks != null) {
      if (system.gpusPerDomain() < SystemKeys.SMALLEST_RACK) {
        throw scenario.mistake(
            SystemKeys.RACKS,
            ""
                + system.id()
                + " comes in nodes of "
                + system.gpusPerNode()
                + ", not in racks; write --gpus");
      }
      return within(racks * system.gpusPerDomain(), SystemKeys.RACKS, scenario, system);
    }
    Long gpus = scenario.find(SystemKeys.GPUS);
    return gpus == null ? system.defaultGpus() : within(gpus, SystemKeys.GPUS, scenario, system);
  }

  private static long within(
      long gpus, ScenarioKey<Long> key, Scenario scenario, SystemSpec system) {
    if (gpus > system.maxGpus()) {
      throw scenario.mistake(
          key, gpus + " GPUs are more than the " + system.maxGpus() + " of " + system.id());
    }
    return gpus;
  }

  private static ShardingPlan complete(
      Scenario scenario, boolean experts, boolean counted, long gpus) {
    long tp = scenario.getOr(PlanKeys.TP, 1L);
    long pp = scenario.getOr(PlanKeys.PP, 1L);
    Long dp = scenario.find(PlanKeys.ATTENTION_DP);
    Long replicas = replicas(scenario);
    boolean fill = counted || (dp == null && replicas == null);
    if (dp == null) {
      long rest = gpus / (tp * pp * (replicas == null ? 1 : replicas));
      dp = fill && experts ? Math.max(1, rest) : 1;
    }
    if (replicas == null) {
      long rest = gpus / (tp * pp * dp);
      replicas = fill && !experts ? Math.max(1, rest) : 1;
    }
    long ranks = tp * dp;
    long moeTp = scenario.getOr(PlanKeys.MOE_TP, 0L);
    long ep = scenario.getOr(PlanKeys.EP, 0L);
    if (!experts) {
      ep = Math.max(1, ep);
      moeTp = Math.max(1, moeTp);
    } else if (ep == 0) {
      boolean spread = scenario.getOr(PlanKeys.EXPERT_PARALLEL, true);
      moeTp = moeTp > 0 ? moeTp : spread ? 1 : ranks;
      ep = Math.max(1, ranks / moeTp);
    } else if (moeTp == 0) {
      moeTp = Math.max(1, ranks / ep);
    }
    long copies = scenario.getOr(PlanKeys.REDUNDANT_EXPERTS, 0L);
    return new ShardingPlan(
        (int) tp,
        (int) pp,
        dp.intValue(),
        (int) ep,
        (int) moeTp,
        replicas.intValue(),
        (int) copies);
  }

  private static @Nullable Long replicas(Scenario scenario) {
    Long replicas = scenario.find(PlanKeys.REPLICAS);
    PoolSizes.Sizes pools = scenario.find(PlanKeys.POOLS);
    if (pools == null) {
      return replicas;
    }
    if (replicas != null && replicas != pools.replicas()) {
      throw scenario.mistake(
          PlanKeys.POOLS,
          pools
              + " are "
              + pools.replicas()
              + " replicas, not the "
              + replicas
              + " of "
              + scenario.place(PlanKeys.REPLICAS)
              + "; leave one out");
    }
    return (long) pools.replicas();
  }
}
