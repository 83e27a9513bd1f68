package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Decimal;
import dev.dryrack.cli.scenario.type.WholeNumber;

/** Keys of what must fit. */
public final class FitKeys {

  static final Section KEYS =
      new Section("fit", "What must fit beside one sequence of full length");

  public static final ScenarioKey<Double> KV_ROOM =
      KEYS.automatic(
          "kv-room",
          new Decimal(0, true, 0.99, "", "FRACTION"),
          "0.2 with --gpus auto, else none",
          "Share of usable memory that must be left for KV cache",
          "--kv-room");
  public static final ScenarioKey<Long> FIT_CONTEXT =
      KEYS.automatic(
          "context",
          WholeNumber.between(1, Integer.MAX_VALUE),
          "none asked for",
          "Tokens of each of the sequences that must fit",
          "--context");
  public static final ScenarioKey<Long> FIT_SEQUENCES =
      KEYS.automatic(
          "sequences",
          WholeNumber.between(1, Integer.MAX_VALUE),
          "none asked for",
          "Sequences of that context that must fit at once",
          "--sequences");

  private FitKeys() {}
}
