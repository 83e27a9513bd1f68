package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Choice;
import dev.dryrack.cli.scenario.type.Decimal;
import dev.dryrack.cli.scenario.type.Quantity;
import dev.dryrack.cli.scenario.type.WholeNumber;
import dev.dryrack.hardware.facts.Dimension;
import java.util.List;

/** Keys of how the rows of a trace are read; they stand among those of the load. */
public final class TraceKeys {

  static final Section KEYS = new Section("load", "How the rows of a trace are read");

  public static final ScenarioKey<Long> MAX_CONTEXT =
      KEYS.automatic(
          "max-context",
          WholeNumber.between(2, Integer.MAX_VALUE),
          "none",
          "Of a trace: most tokens of prompt and output together",
          "--max-context");
  public static final ScenarioKey<String> OVER_CONTEXT =
      KEYS.automatic(
          "over-context",
          new Choice(List.of("drop", "truncate")),
          "drop",
          "What happens to requests of a trace that are longer: truncate cuts the prompt",
          "--over-context");
  public static final ScenarioKey<String> ZERO_LENGTHS =
      KEYS.automatic(
          "zero-lengths",
          new Choice(List.of("drop", "one", "keep", "refuse")),
          "drop",
          "What happens to lengths of 0 in a trace; keep is for looking at them only",
          "--zero-lengths");
  public static final ScenarioKey<String> NEGATIVE_LENGTHS =
      KEYS.automatic(
          "negative-lengths",
          new Choice(List.of("drop", "one", "refuse")),
          "refuse",
          "What happens to lengths below 0 in a trace",
          "--negative-lengths");
  public static final ScenarioKey<Long> REORDER_ROWS =
      KEYS.automatic(
          "reorder-rows",
          WholeNumber.between(1, 1 << 20),
          "4096",
          "Rows of a trace within which late ones are put in order",
          "--reorder-rows");
  public static final ScenarioKey<Long> BLOCK_SIZE =
      KEYS.automatic(
          "trace-block-size",
          WholeNumber.between(1, 1 << 20),
          "the format's",
          "Tokens of a prefix block of the trace",
          "--trace-block-size");
  public static final ScenarioKey<String> TURN_INPUT =
      KEYS.automatic(
          "turn-input",
          new Choice(List.of("whole", "new")),
          "the format's",
          "What the input length of a later turn counts, in sessions of AIPerf: the whole prompt,"
              + " or its new tokens",
          "--turn-input");
  public static final ScenarioKey<Double> SESSION_GAP =
      KEYS.automatic(
          "session-gap",
          new Quantity(Dimension.SECONDS, "s", "TIME"),
          "60s",
          "Between the starts of sessions, for kv-cache-tester files",
          "--session-gap");
  public static final ScenarioKey<Double> CHARACTERS_PER_TOKEN =
      KEYS.automatic(
          "chars-per-token",
          new Decimal(0, false, 1000, "", "X"),
          "none",
          "Characters of a token, for traces that hold text",
          "--chars-per-token");

  /** All of them. */
  public static final List<ScenarioKey<?>> READING = List.copyOf(KEYS.keys());

  private TraceKeys() {}
}
