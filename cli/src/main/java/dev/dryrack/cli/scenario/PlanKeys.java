package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Choice;
import dev.dryrack.cli.scenario.type.PoolSizes;
import dev.dryrack.cli.scenario.type.Switch;
import dev.dryrack.cli.scenario.type.WholeNumber;
import java.util.List;

/** Keys of how the model is spread over GPUs. */
public final class PlanKeys {

  /** KV of a layer is moved while later ones are computed. */
  public static final String LAYER_WISE = "layer-wise";

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
  public static final ScenarioKey<Long> REDUNDANT_EXPERTS =
      KEYS.automatic(
          "num-redundant-experts",
          WholeNumber.between(0, 100_000),
          "0",
          "Copies of routed experts kept besides the first, per layer",
          "--num-redundant-experts",
          "--ep-num-redundant-experts");
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

  public static final ScenarioKey<String> KV_TRANSFER =
      KEYS.with(
          "kv-transfer",
          new Choice(List.of("after-prefill", LAYER_WISE)),
          "after-prefill",
          "When KV is moved to the pool that decodes: when all is computed, or layer by layer",
          "--kv-transfer");
  public static final ScenarioKey<Long> LOCAL_PREFILL =
      KEYS.with(
          "max-local-prefill-length",
          WholeNumber.between(0, 10_000_000),
          0L,
          "Prompts of at most so many tokens are computed where they decode",
          "--max-local-prefill-length");

  private PlanKeys() {}

  private static ScenarioKey<Long> plan(
      String name, String automatic, String description, String... flags) {
    return KEYS.automatic(name, WholeNumber.between(1, 100_000), automatic, description, flags);
  }
}
