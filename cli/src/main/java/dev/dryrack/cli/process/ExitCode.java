package dev.dryrack.cli.process;

/** The exit codes of the command line, as its help documents them. */
public final class ExitCode {

  /** Done; where a question was asked, the answer is yes. */
  public static final int OK = 0;

  /** A defect of dryrack, or results that could not be written (closed pipe, full disk). */
  public static final int INTERNAL = 1;

  /** Wrong usage or configuration. */
  public static final int USAGE = 2;

  /** The answer is no: the model does not fit. */
  public static final int NO = 3;

  /** Bad input data, named by file and line. */
  public static final int DATA = 4;

  /** Interrupted; what was finished has been reported. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
