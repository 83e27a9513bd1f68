package dev.dryrack.cli.command;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The flag that asks for the chain of reasons of one answer. */
final class Explained {

  static final String EXPLAIN = "--explain";

  private Explained() {}

  static OptionSpec option() {
    return CommonOptions.flag("Also print why, step by step, in plain words", EXPLAIN);
  }

  static boolean isAskedFor(ParseResult parsed) {
    return CommonOptions.has(parsed, EXPLAIN);
  }
}
