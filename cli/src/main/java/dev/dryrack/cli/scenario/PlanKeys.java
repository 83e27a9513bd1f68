package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.PoolSizes;
import dev.dryrack.cli.scenario.type.Switch;
import dev.dryrack.cli.scenario.type.WholeNumber;

/** Keys of how the model is spread over GPUs. */
public final class PlanKeys {

  static final Section KEYS =
      new Section(
          "plan", "How it is spread over GPUs; without any of these the best layout is found");

  public static final ScenarioKey<Long> TP =
      plan(
          "tp",
          "1",
          "Tensor-parallel degree of attention",
          "--tp",
          "--tensor-parallel-size",
          "-tp");
  public static final ScenarioKey<Long> PP =
      plan("pp", "1", "Pipeline stages", "--pp", "--pipeline-parallel-size", "-pp");
  public static final ScenarioKey<Long> ATTENTION_DP =
      plan(
          "attention-dp",
          "the GPUs that tp, pp and replicas leave; 1 of a dense model",
          "Data-parallel ranks of attention, in lockstep",
          "--attention-dp",
          "--data-parallel-size",
          "-dp");
  public static final ScenarioKey<Long> EP =
      plan(
          "ep",
          "tp x attention-dp / moe-tp",
          "Ranks over which experts are spread",
          "--ep",
          "--expert-parallel-size");
  public static final ScenarioKey<Boolean> EXPERT_PARALLEL =
      KEYS.automatic(
          "enable-expert-parallel",
          new Switch(),
          "true if any degree is given",
          "Experts spread over all ranks, not cut over them",
          "--enable-expert-parallel");
  public static final ScenarioKey<Long> MOE_TP =
      plan("moe-tp", "1", "Tensor-parallel degree inside an expert", "--moe-tp");
  public static final ScenarioKey<Long> REPLICAS =
      plan(
          "replicas",
          "1; of a dense model, the GPUs that are left",
          "Independent copies behind a router",
          "--replicas");
  public static final ScenarioKey<PoolSizes.Sizes> POOLS =
      KEYS.automatic(
          "pools",
          new PoolSizes(),
          "none: each replica prefills and decodes",
          "Replicas that prefill and others that decode, such as 2P1D",
          "--pools");

  private PlanKeys() {}

  private static ScenarioKey<Long> plan(
      String name, String automatic, String description, String... flags) {
    return KEYS.automatic(name, WholeNumber.between(1, 100_000), automatic, description, flags);
  }
}
