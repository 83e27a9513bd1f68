package dev.dryrack.cli.command;

import dev.dryrack.cli.process.UsageException;
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

  /**
   * Refuses the flag where many samples are asked for.
   *
   * @throws UsageException if it is set
   */
  static void refuse(ParseResult parsed) {
    if (isAskedFor(parsed)) {
      throw new UsageException(
          EXPLAIN + " has no effect on samples: it explains one answer; write single values");
    }
  }
}
