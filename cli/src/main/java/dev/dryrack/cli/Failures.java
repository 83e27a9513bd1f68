package dev.dryrack.cli;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.InputException;
import dev.dryrack.cli.process.OutputException;
import dev.dryrack.cli.process.ResultWriter;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.sim.SimulationException;
import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong, and which exit code stands for it. */
final class Failures {

  private Failures() {}

  /**
   * Writes the message of a failure.
   *
   * @return the exit code
   */
  static int report(Throwable failure, ResultWriter err) {
    try {
      int code = explain(failure, err);
      err.flush();
      return code;
    } catch (OutputException nobodyReads) {
      return ExitCode.INTERNAL;
    }
  }

  private static int explain(Throwable failure, ResultWriter err) {
    if (failure instanceof UsageException) {
      say(err, failure.getMessage());
      return ExitCode.USAGE;
    }
    if (failure instanceof FactException facts) {
      facts.messages().forEach(err::line);
      err.line("dryrack: " + count(facts.messages().size()) + " in the configuration");
      return ExitCode.USAGE;
    }
    if (failure instanceof InputException input) {
      input.messages().forEach(err::line);
      return ExitCode.DATA;
    }
    Throwable cause = failure.getCause();
    if (failure instanceof SimulationException
        && (cause instanceof UncheckedIOException || cause instanceof UsageException)) {
      return explain(cause, err);
    }
    if (failure instanceof UncheckedIOException && cause != null) {
      return explain(cause, err);
    }
    if (failure instanceof TraceException) {
      err.line(String.valueOf(failure.getMessage()));
      return ExitCode.DATA;
    }
    if (failure instanceof IOException io) {
      say(err, "cannot read " + reason(io));
      return ExitCode.DATA;
    }
    if (failure instanceof OutputException) {
      say(err, failure.getMessage() + "; the results above, if any, are not complete");
      return ExitCode.INTERNAL;
    }
    if (failure instanceof OutOfMemoryError) {
      say(err, "out of memory; give Java more with DRYRACK_JAVA_OPTS=-Xmx4g");
      return ExitCode.INTERNAL;
    }
    say(err, "internal error, a defect of dryrack: " + failure);
    failure.printStackTrace(new PrintWriter(err, true));
    return ExitCode.INTERNAL;
  }

  /** What is wrong with a file, beginning with its name. */
  static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException missing) {
      return missing.getFile() + ": there is no such file";
    }
    if (failure instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static String count(int problems) {
    return problems == 1 ? "1 problem" : problems + " problems";
  }

  private static void say(ResultWriter err, @Nullable String message) {
    err.line("dryrack: " + message);
  }
}
