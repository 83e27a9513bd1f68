package dev.dryrack.cli.command;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A subcommand. */
interface Command {

  /** The word that calls it. */
  String name();

  /** Its options, parameters and help, without those that all commands share. */
  CommandSpec spec();

  /** The commands below it; one that has any does nothing itself. */
  default List<Command> children() {
    return List.of();
  }

  /**
   * Does what is asked.
   *
   * @return the exit code
   */
  int run(ParseResult parsed, Session session);
}
