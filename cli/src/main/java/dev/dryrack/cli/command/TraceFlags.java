package dev.dryrack.cli.command;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.run.LoadRequests;
import dev.dryrack.cli.run.Requests;
import dev.dryrack.cli.run.TraceReplay;
import dev.dryrack.cli.run.TraceSettings;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.TraceKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flags that say how traces are read and changed; those of a run have the same names. */
final class TraceFlags {

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
    for (ScenarioKey<?> key : TraceKeys.READING) {
      reading.addArg(option(key));
    }
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
    if (!parsed.hasMatchedOption(flag)) {
      return null;
    }
    String text = key.type().isSwitch() ? "true" : parsed.matchedOptionValue(flag, "");
    return value(flag, text, key);
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
    return TraceReplay.of(
        new TraceSettings() {
          @Override
          public <T> @Nullable T find(ScenarioKey<T> key) {
            return TraceFlags.find(parsed, key);
          }

          @Override
          public String place(ScenarioKey<?> key) {
            return key.flags().get(0);
          }
        },
        get(parsed, RunKeys.SEED, 0L),
        parsed.hasMatchedOption("--seed") ? "--seed" : "");
  }

  /** Refuses flags that change a trace where a load is generated. */
  static void refuseForProfile(ParseResult parsed, String profile) {
    List<ScenarioKey<?>> keys = new ArrayList<>(TraceKeys.READING);
    keys.addAll(LoadKeys.TRACE_CHANGES);
    List<String> flags = new ArrayList<>();
    for (ScenarioKey<?> key : keys) {
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

  /** Files as a user named them. */
  static List<Path> paths(List<String> files, Surroundings surroundings) {
    return files.stream().map(file -> Requests.path(file, surroundings)).toList();
  }
}
