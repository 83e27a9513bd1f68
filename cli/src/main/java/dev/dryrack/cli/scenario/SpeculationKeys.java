package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Acceptance;
import dev.dryrack.cli.scenario.type.Choice;
import dev.dryrack.cli.scenario.type.WholeNumber;
import java.util.List;

/** Speculative decoding: drafts that are verified in one step. */
public final class SpeculationKeys {

  /** A layer of its own that the model was trained with. */
  public static final String MTP = "mtp";

  /** A layer like the model's last, trained afterwards. */
  public static final String EAGLE = "eagle";

  /** What followed the same words before: costs nothing. */
  public static final String NGRAM = "ngram";

  private static final int MOST_TOKENS = 64;

  static final Section KEYS =
      new Section("speculation", "Speculative decoding; see docs/speculative-decoding.md");

  public static final ScenarioKey<Long> TOKENS =
      KEYS.automatic(
          "tokens",
          WholeNumber.between(1, MOST_TOKENS),
          "plain decoding",
          "Tokens of a draft, verified together in one step",
          "--speculative-tokens");
  public static final ScenarioKey<Acceptance.Profile> ACCEPTANCE =
      KEYS.automatic(
          "acceptance",
          new Acceptance(),
          "none: it has to be given",
          "Chance that a draft token is accepted after those before it, as 0.7; or of each position,"
              + " as vLLM logs it, as 0.8/0.6/0.4; or length:2.4, tokens a step emits",
          "--speculative-acceptance");
  public static final ScenarioKey<String> METHOD =
      KEYS.automatic(
          "method",
          new Choice(List.of(MTP, EAGLE, NGRAM)),
          "mtp where the model has such a layer; else it has to be given",
          "What drafts: the model's own layer, one like its last, or a look-up that costs nothing",
          "--speculative-method");

  private SpeculationKeys() {}
}
