package dev.dryrack.cli.command;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.run.LoadRequests;
import dev.dryrack.cli.run.Requests;
import dev.dryrack.cli.run.TraceReplay;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.workload.trace.TraceOptions;
import dev.dryrack.workload.trace.TraceOptions.BadLength;
import dev.dryrack.workload.trace.TraceOptions.OverContext;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags that say how traces are read and changed; those of a run have the same names. */
final class TraceFlags {

  private static final String MAX_CONTEXT = "--max-context";
  private static final String OVER_CONTEXT = "--over-context";
  private static final String ZERO = "--zero-lengths";
  private static final String NEGATIVE = "--negative-lengths";
  private static final String REORDER = "--reorder-rows";
  private static final String BLOCK_SIZE = "--trace-block-size";
  private static final String SESSION_GAP = "--session-gap";
  private static final String CHARS = "--chars-per-token";

  private static final Map<String, BadLength> BAD_LENGTHS =
      Map.of("drop", BadLength.DROP, "one", BadLength.CLAMP_TO_ONE, "refuse", BadLength.REFUSE);

  /** Flags that mean something to traces only, not to generated loads. */
  private static final List<String> READING =
      List.of(MAX_CONTEXT, OVER_CONTEXT, ZERO, NEGATIVE, REORDER, BLOCK_SIZE, SESSION_GAP, CHARS);

  private static final long GENERATED = 10_000;

  private TraceFlags() {}

  static void addTo(CommandSpec spec) {
    ArgGroupSpec.Builder changes =
        ArgGroupSpec.builder().validate(false).heading("%nWhat is changed:%n");
    for (ScenarioKey<?> key : LoadKeys.TRACE_CHANGES) {
      changes.addArg(option(key));
    }
    changes.addArg(
        text("N", "Most requests; of a profile, how many (default: 10000)", "--num-prompts"));
    changes.addArg(text("N", "Seed of what is drawn (default: 0)", "--seed"));
    spec.addArgGroup(changes.build());
    ArgGroupSpec.Builder reading =
        ArgGroupSpec.builder().validate(false).heading("%nHow rows are read:%n");
    reading.addArg(text("N", "Most tokens of prompt and output together", MAX_CONTEXT));
    reading.addArg(
        text("drop|truncate", "What happens to longer ones (default: drop)", OVER_CONTEXT));
    reading.addArg(text("drop|one|refuse", "What happens to lengths of 0 (default: drop)", ZERO));
    reading.addArg(
        text("drop|one|refuse", "What happens to lengths below 0 (default: refuse)", NEGATIVE));
    reading.addArg(
        text("N", "Rows within which late ones are put in order (default: 4096)", REORDER));
    reading.addArg(text("N", "Tokens per prefix block (default: the format's)", BLOCK_SIZE));
    reading.addArg(
        text("TIME", "Between starts of sessions, for kv-cache-tester files", SESSION_GAP));
    reading.addArg(text("X", "Characters of a token, for traces that hold text", CHARS));
    spec.addArgGroup(reading.build());
  }

  private static OptionSpec option(ScenarioKey<?> key) {
    OptionSpec.Builder option =
        OptionSpec.builder(key.flags().toArray(String[]::new)).description(key.help());
    return key.type().isSwitch()
        ? option.type(boolean.class).arity("0").build()
        : option.type(String.class).arity("1").paramLabel(key.type().placeholder()).build();
  }

  static OptionSpec text(String placeholder, String description, String... names) {
    return OptionSpec.builder(names)
        .type(String.class)
        .arity("1")
        .paramLabel(placeholder)
        .description(description)
        .build();
  }

  /** The value of a key that was given as a flag, or null. */
  static <T> @Nullable T find(ParseResult parsed, ScenarioKey<T> key) {
    String flag = key.flags().get(0);
    return parsed.hasMatchedOption(flag)
        ? value(flag, parsed.matchedOptionValue(flag, ""), key)
        : null;
  }

  private static <T> T value(String flag, String text, ScenarioKey<T> key) {
    try {
      return key.type().parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(flag + ": " + e.getMessage());
    }
  }

  private static <T> T get(ParseResult parsed, ScenarioKey<T> key, T other) {
    T found = find(parsed, key);
    return found == null ? other : found;
  }

  /** How the flags say that traces are replayed. */
  static TraceReplay replay(ParseResult parsed) {
    if (parsed.hasMatchedOption("--speed") && parsed.hasMatchedOption("--trace-rate")) {
      throw new UsageException("--speed and --trace-rate both set the speed; leave one out");
    }
    for (ScenarioKey<Double> key :
        List.of(LoadKeys.SPEED, LoadKeys.INPUT_SCALE, LoadKeys.OUTPUT_SCALE)) {
      TraceReplay.refuseOne(key.flags().get(0), get(parsed, key, 0.0));
    }
    TraceReplay replay =
        new TraceReplay(
            options(parsed),
            get(parsed, LoadKeys.SPEED, TraceReplay.UNCHANGED),
            get(parsed, LoadKeys.TRACE_RATE, TraceReplay.UNCHANGED),
            get(parsed, LoadKeys.SPREAD, TraceReplay.UNCHANGED),
            get(parsed, LoadKeys.INPUT_SCALE, 1.0),
            get(parsed, LoadKeys.OUTPUT_SCALE, 1.0),
            Math.toIntExact(get(parsed, LoadKeys.SESSIONS, 0L)),
            get(parsed, LoadKeys.THIN, 1.0),
            get(parsed, LoadKeys.NUM_PROMPTS, Long.MAX_VALUE),
            get(parsed, RunKeys.SEED, 0L),
            parsed.hasMatchedOption("--seed") ? "--seed" : "");
    return replay;
  }

  private static TraceOptions options(ParseResult parsed) {
    TraceOptions options = TraceOptions.DEFAULTS;
    if (parsed.hasMatchedOption("--start") || parsed.hasMatchedOption("--end")) {
      options =
          TraceReplay.window(
              options,
              get(parsed, LoadKeys.START, 0.0),
              get(parsed, LoadKeys.END, Double.POSITIVE_INFINITY));
    }
    if (parsed.hasMatchedOption("--open-loop")) {
      options = options.withTurns(Turns.OPEN_LOOP);
    }
    if (parsed.hasMatchedOption(MAX_CONTEXT)) {
      OverContext policy =
          choice(
              parsed,
              OVER_CONTEXT,
              Map.of("drop", OverContext.DROP, "truncate", OverContext.TRUNCATE_INPUT),
              OverContext.DROP);
      options = options.withContextLimit((int) whole(parsed, MAX_CONTEXT, 2), policy);
    } else if (parsed.hasMatchedOption(OVER_CONTEXT)) {
      throw new UsageException(OVER_CONTEXT + " has no effect without " + MAX_CONTEXT + "; add it");
    }
    options =
        options.withBadLengths(
            choice(parsed, ZERO, BAD_LENGTHS, BadLength.DROP),
            choice(parsed, NEGATIVE, BAD_LENGTHS, BadLength.REFUSE));
    if (parsed.hasMatchedOption(REORDER)) {
      options = options.withReorderRows((int) Math.min(1 << 22, whole(parsed, REORDER, 1)));
    }
    if (parsed.hasMatchedOption(BLOCK_SIZE)) {
      options = options.withBlockTokens((int) whole(parsed, BLOCK_SIZE, 1));
    }
    if (parsed.hasMatchedOption(SESSION_GAP)) {
      double seconds =
          value(SESSION_GAP, parsed.matchedOptionValue(SESSION_GAP, ""), LoadKeys.SPREAD);
      options = options.withSessionGap(Math.max(1, Math.round(seconds * 1e12)));
    }
    if (parsed.hasMatchedOption(CHARS)) {
      options =
          options.withCharactersPerToken(
              value(CHARS, parsed.matchedOptionValue(CHARS, ""), LoadKeys.INPUT_SCALE));
    }
    return options;
  }

  private static long whole(ParseResult parsed, String flag, long least) {
    long value = value(flag, parsed.matchedOptionValue(flag, ""), LoadKeys.SESSIONS);
    if (value < least) {
      throw new UsageException(flag + ": is " + value + "; write " + least + " or more");
    }
    return value;
  }

  private static <T> T choice(ParseResult parsed, String flag, Map<String, T> words, T other) {
    if (!parsed.hasMatchedOption(flag)) {
      return other;
    }
    String word = parsed.matchedOptionValue(flag, "");
    T chosen = words.get(word);
    if (chosen == null) {
      List<String> known = words.keySet().stream().sorted().toList();
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "%s: is unknown: '%s'; write %s",
              flag,
              word,
              String.join(" or ", known)));
    }
    return chosen;
  }

  /** Refuses flags that change a trace where a load is generated. */
  static void refuseForProfile(ParseResult parsed, String profile) {
    List<String> flags = new ArrayList<>(READING);
    for (ScenarioKey<?> key : LoadKeys.TRACE_CHANGES) {
      if (!key.equals(LoadKeys.SESSIONS) && !key.equals(LoadKeys.OPEN_LOOP)) {
        flags.add(key.flags().get(0));
      }
    }
    for (String flag : flags) {
      if (parsed.hasMatchedOption(flag)) {
        throw new UsageException(
            flag + " has no effect on the load " + profile + ": it changes a trace; leave it out");
      }
    }
  }

  /** How much of a load is generated. */
  static LoadRequests amount(ParseResult parsed) {
    return new LoadRequests(
        get(parsed, LoadKeys.NUM_PROMPTS, GENERATED),
        get(parsed, LoadKeys.SESSIONS, 0L),
        parsed.hasMatchedOption("--open-loop"),
        parsed.hasMatchedOption("--num-prompts"));
  }

  /** Refuses flags whose format the trace has not. */
  static void refuseForFormat(ParseResult parsed, String description) {
    refuseUnless(
        parsed, SESSION_GAP, description, "kv-cache-tester", "it is no kv-cache-tester file");
    refuseUnless(parsed, CHARS, description, "characters per token", "its lengths are counts");
  }

  private static void refuseUnless(
      ParseResult parsed, String flag, String description, String mark, String reason) {
    if (parsed.hasMatchedOption(flag) && !description.contains(mark)) {
      throw new UsageException(
          flag + " has no effect on " + description + ": " + reason + "; leave it out");
    }
  }

  /** Files as a user named them. */
  static List<Path> paths(List<String> files, Surroundings surroundings) {
    return files.stream().map(file -> Requests.path(file, surroundings)).toList();
  }
}
