package dev.dryrack.cli.resolve;

import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.SpeculationKeys;
import dev.dryrack.cli.scenario.type.Acceptance;
import dev.dryrack.serving.cost.Drafting;
import dev.dryrack.serving.engine.Speculation;
import dev.dryrack.serving.model.LayerGroup;
import dev.dryrack.serving.model.LinearAttention;
import dev.dryrack.serving.model.ModelArchitecture;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a scenario how decoding speculates.
 *
 * @param method what drafts, as in {@link SpeculationKeys#METHOD}
 * @param acceptance as it was written
 * @param acceptedFractions by position
 * @param seed of the draws
 */
public record SpeculationChoice(
    String method, Acceptance.Profile acceptance, List<Double> acceptedFractions, long seed) {

  public SpeculationChoice {
    acceptedFractions = List.copyOf(acceptedFractions);
  }

  /**
   * The choice, or null for plain decoding.
   *
   * @param model what decodes, without a layer that drafts
   */
  static @Nullable SpeculationChoice of(Scenario scenario, ModelArchitecture model) {
    Long tokens = scenario.find(SpeculationKeys.TOKENS);
    Acceptance.Profile acceptance = scenario.find(SpeculationKeys.ACCEPTANCE);
    if (tokens == null || acceptance == null) {
      return null;
    }
    String method = scenario.find(SpeculationKeys.METHOD);
    if (method == null && model.mtpModules() == 0) {
      throw scenario.mistake(
          SpeculationKeys.TOKENS,
          model.name()
              + " has no layer that predicts several tokens; write --speculative-method eagle or"
              + " ngram");
    }
    if (SpeculationKeys.MTP.equals(method) && model.mtpModules() == 0) {
      throw scenario.mistake(
          SpeculationKeys.METHOD,
          model.name() + " has no layer that predicts several tokens; take eagle or ngram");
    }
    try {
      double[] fractions = acceptance.acceptedFractions(Math.toIntExact(tokens));
      return new SpeculationChoice(
          method == null ? SpeculationKeys.MTP : method,
          acceptance,
          Arrays.stream(fractions).boxed().toList(),
          scenario.get(RunKeys.SEED));
    } catch (IllegalArgumentException e) {
      throw scenario.mistake(SpeculationKeys.ACCEPTANCE, String.valueOf(e.getMessage()));
    }
  }

  /** The model with what drafts among its layers. */
  static ModelArchitecture model(Scenario scenario, ModelArchitecture model) {
    SpeculationChoice choice = of(scenario, model);
    if (choice == null) {
      return model;
    }
    for (LayerGroup group : model.layers()) {
      if (group.mixer() instanceof LinearAttention) {
        throw scenario.mistake(
            SpeculationKeys.TOKENS,
            model.name()
                + " keeps recurrent state, and how it takes back rejected tokens is not modelled;"
                + " leave it out");
      }
    }
    return choice.byLayer() ? model.withDraftingLayer() : model;
  }

  private boolean byLayer() {
    return !method.equals(SpeculationKeys.NGRAM);
  }

  /** Tokens of a draft. */
  public int tokens() {
    return acceptedFractions.size();
  }

  /** What it adds to the work of a step. */
  public Drafting drafting() {
    return new Drafting(tokens(), byLayer());
  }

  /** What it does in the engine. */
  public Speculation speculation() {
    double[] fractions = acceptedFractions.stream().mapToDouble(Double::doubleValue).toArray();
    return new Speculation(fractions, byLayer() ? tokens() : 0, seed);
  }
}
