package dev.dryrack.cli.command;

import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A subcommand. */
interface Command {

  /**
   * Its options, parameters and help, without those that all commands share.
   *
   * @param help whether help will be shown: only then options need to stand under headings, which
   *     takes longer
   */
  CommandSpec spec(boolean help);

  /** The commands below it by name; one that has any does nothing itself. */
  default Map<String, Supplier<Command>> children() {
    return Map.of();
  }

  /**
   * Does what is asked.
   *
   * @return the exit code
   */
  int run(ParseResult parsed, Session session);
}
