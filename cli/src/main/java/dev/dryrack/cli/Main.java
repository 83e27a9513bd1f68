package dev.dryrack.cli;

import dev.dryrack.cli.command.CommandTree;
import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.OutputException;
import dev.dryrack.cli.process.ResultWriter;
import dev.dryrack.cli.process.Surroundings;

/** The entry point of the command line. Nothing else ends the process. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    Interruption interruption = Interruption.onSignal();
    int code = run(args, Surroundings.ofProcess(), interruption);
    interruption.finished(code);
    System.exit(code);
  }

  /**
   * Runs one command.
   *
   * @param args words of the command line
   * @param surroundings where to write, and what is known of the environment
   * @param interruption how the run learns that it is to end early
   * @return the exit code
   */
  public static int run(String[] args, Surroundings surroundings, Interruption interruption) {
    ResultWriter err = new ResultWriter("standard error", surroundings.err());
    ResultWriter out = new ResultWriter("standard output", surroundings.out());
    int code;
    try {
      code = new CommandTree(surroundings, out, err, interruption).execute(args);
      out.flush();
    } catch (RuntimeException | Error failure) {
      code = Failures.report(failure, err);
    }
    flushQuietly(err);
    return code;
  }

  private static void flushQuietly(ResultWriter err) {
    try {
      err.flush();
    } catch (OutputException e) {
      // Nobody reads messages any more; the exit code still tells.
      return;
    }
  }
}
