package dev.dryrack.cli.command;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.report.Format;
import dev.dryrack.cli.report.Ink;
import dev.dryrack.hardware.facts.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that every command has. */
final class CommonOptions {

  private CommonOptions() {}

  static void addTo(CommandSpec spec) {
    spec.addOption(flag("Results as JSON: short for --format json", "--json"));
    spec.addOption(
        OptionSpec.builder("--format")
            .type(String.class)
            .paramLabel("FORM")
            .description("Form of the results: table, json, csv, md (default: table)")
            .build());
    spec.addOption(flag("No notes and no progress on stderr", "--quiet"));
    spec.addOption(flag("No colours, also with NO_COLOR set", "--no-color"));
    addHelp(spec);
  }

  static void addHelp(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help").build());
    spec.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Show the version")
            .build());
  }

  /** Adds options, under a heading unless that is empty. */
  static void addSection(CommandSpec spec, String heading, List<OptionSpec> options) {
    if (heading.isEmpty()) {
      options.forEach(spec::addOption);
    } else if (!options.isEmpty()) {
      ArgGroupSpec.Builder group =
          ArgGroupSpec.builder().validate(false).heading("%n" + heading + ":%n");
      options.forEach(group::addArg);
      spec.addArgGroup(group.build());
    }
  }

  static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names)
        .type(boolean.class)
        .arity("0")
        .description(description)
        .build();
  }

  static boolean has(ParseResult parsed, String option) {
    return parsed.hasMatchedOption(option);
  }

  static Format format(ParseResult parsed) {
    String chosen = parsed.matchedOptionValue("--format", "");
    if (has(parsed, "--json")) {
      if (!chosen.isEmpty() && !chosen.equals("json")) {
        throw new UsageException("--json and --format " + chosen + " differ; leave one out");
      }
      return Format.JSON;
    }
    if (chosen.isEmpty()) {
      return Format.TABLE;
    }
    List<String> known = new ArrayList<>();
    for (Format format : Format.values()) {
      if (format.id().equals(chosen)) {
        return format;
      }
      known.add(format.id());
    }
    throw new UsageException(
        "--format '" + chosen + "' is unknown; " + Suggestion.remedy(chosen, known));
  }

  static Ink ink(ParseResult parsed, boolean terminal, Map<String, String> environment) {
    String noColor = environment.getOrDefault("NO_COLOR", "");
    boolean plain =
        !terminal
            || has(parsed, "--no-color")
            || !noColor.isEmpty()
            || "dumb".equals(environment.get("TERM"));
    return plain ? Ink.PLAIN : Ink.ANSI;
  }
}
