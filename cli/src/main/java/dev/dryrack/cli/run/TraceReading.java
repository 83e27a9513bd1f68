package dev.dryrack.cli.run;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.TraceKeys;
import dev.dryrack.workload.trace.TraceOptions;
import dev.dryrack.workload.trace.TraceOptions.BadLength;
import dev.dryrack.workload.trace.TraceOptions.OverContext;
import dev.dryrack.workload.trace.TraceOptions.TurnInput;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.util.Map;

/** How the rows of traces are read, by the keys of {@link TraceKeys}. */
final class TraceReading {

  private static final double PICOS_PER_SECOND = 1e12;

  private static final Map<String, BadLength> BAD_LENGTHS =
      Map.of(
          "drop",
          BadLength.DROP,
          "one",
          BadLength.CLAMP_TO_ONE,
          "keep",
          BadLength.KEEP,
          "refuse",
          BadLength.REFUSE);

  private TraceReading() {}

  static TraceOptions options(TraceSettings settings) {
    TraceOptions options =
        TraceOptions.DEFAULTS.withBadLengths(
            badLength(settings.getOr(TraceKeys.ZERO_LENGTHS, "drop")),
            badLength(settings.getOr(TraceKeys.NEGATIVE_LENGTHS, "refuse")));
    Double start = settings.find(LoadKeys.START);
    Double end = settings.find(LoadKeys.END);
    if (start != null || end != null) {
      options =
          window(options, start == null ? 0 : start, end == null ? Double.POSITIVE_INFINITY : end);
    }
    options =
        options.withLengthScale(
            settings.getOr(LoadKeys.INPUT_SCALE, 1.0), settings.getOr(LoadKeys.OUTPUT_SCALE, 1.0));
    if (settings.getOr(LoadKeys.OPEN_LOOP, false)) {
      options = options.withTurns(Turns.OPEN_LOOP);
    }
    Long context = settings.find(TraceKeys.MAX_CONTEXT);
    String over = settings.find(TraceKeys.OVER_CONTEXT);
    if (context != null) {
      boolean cut = "truncate".equals(over);
      options =
          options.withContextLimit(
              Math.toIntExact(context), cut ? OverContext.TRUNCATE_INPUT : OverContext.DROP);
    } else if (over != null) {
      throw new UsageException(
          settings.place(TraceKeys.OVER_CONTEXT)
              + " has no effect without --max-context: nothing is too long; add it");
    }
    return others(options, settings);
  }

  private static TraceOptions others(TraceOptions given, TraceSettings settings) {
    TraceOptions options = given;
    Long rows = settings.find(TraceKeys.REORDER_ROWS);
    if (rows != null) {
      options = options.withReorderRows(Math.toIntExact(rows));
    }
    Long block = settings.find(TraceKeys.BLOCK_SIZE);
    if (block != null) {
      options = options.withBlockTokens(Math.toIntExact(block));
    }
    String input = settings.find(TraceKeys.TURN_INPUT);
    if (input != null) {
      boolean whole = input.equals("whole");
      options = options.withTurnInput(whole ? TurnInput.WHOLE_PROMPT : TurnInput.NEW_TOKENS);
    }
    Double gap = settings.find(TraceKeys.SESSION_GAP);
    if (gap != null) {
      if (gap > 86_400) {
        throw new UsageException(
            settings.place(TraceKeys.SESSION_GAP) + ": is longer than a day; write less");
      }
      options = options.withSessionGap(Math.max(1, Math.round(gap * PICOS_PER_SECOND)));
    }
    Double characters = settings.find(TraceKeys.CHARACTERS_PER_TOKEN);
    return characters == null ? options : options.withCharactersPerToken(characters);
  }

  private static BadLength badLength(String word) {
    BadLength policy = BAD_LENGTHS.get(word);
    if (policy == null) {
      throw new IllegalStateException("no policy " + word);
    }
    return policy;
  }

  private static TraceOptions window(TraceOptions options, double startSeconds, double endSeconds) {
    if (startSeconds >= endSeconds) {
      throw new UsageException("--end is not after --start, so nothing would be left; move one");
    }
    return options.withWindow(picos(startSeconds), picos(endSeconds));
  }

  private static long picos(double seconds) {
    return (long) Math.min(Long.MAX_VALUE, seconds * PICOS_PER_SECOND + 0.5);
  }
}
