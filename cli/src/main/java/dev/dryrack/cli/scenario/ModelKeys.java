package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Choice;
import dev.dryrack.cli.scenario.type.Count;
import dev.dryrack.cli.scenario.type.Text;
import dev.dryrack.cli.scenario.type.WholeNumber;
import java.util.List;

/** Keys of what is served. */
public final class ModelKeys {

  static final Section KEYS = new Section("model", "What is served");

  public static final ScenarioKey<String> MODEL =
      KEYS.automatic(
          "id",
          new Text("MODEL"),
          "none",
          "Model of the catalogue, or path of a Hugging Face config.json",
          "--model");
  public static final ScenarioKey<Long> PARAMS =
      KEYS.automatic(
          "params", new Count(), "none", "Parameters of a model made by rule", "--params");
  public static final ScenarioKey<Long> ACTIVE =
      KEYS.automatic(
          "active", new Count(), "as --params", "Parameters active for a token", "--active");
  public static final ScenarioKey<Long> LAYERS =
      KEYS.automatic(
          "layers", WholeNumber.between(1, 10_000), "by rule", "Layers of the model", "--layers");
  public static final ScenarioKey<Long> HIDDEN =
      KEYS.automatic(
          "hidden",
          WholeNumber.between(64, 1_000_000),
          "by rule",
          "Width of the residual stream",
          "--hidden");
  public static final ScenarioKey<Long> EXPERTS =
      KEYS.automatic(
          "experts",
          WholeNumber.between(1, 100_000),
          "by rule",
          "Routed experts of a layer",
          "--experts");
  public static final ScenarioKey<Long> TOP_K =
      KEYS.automatic(
          "top-k",
          WholeNumber.between(1, 100_000),
          "by rule",
          "Routed experts of a token",
          "--topk",
          "--top-k");
  public static final ScenarioKey<String> ATTENTION =
      KEYS.automatic(
          "attention",
          new Choice(List.of("mla", "gqa")),
          "by rule",
          "Kind of attention",
          "--attention");
  public static final ScenarioKey<String> QUANTIZATION =
      KEYS.automatic(
          "quantization",
          new Text("RECIPE"),
          "as published; fp8 if nothing is",
          "Precision of the weights: bf16, fp8, nvfp4, mxfp4, int4",
          "--quantization");

  private ModelKeys() {}
}
