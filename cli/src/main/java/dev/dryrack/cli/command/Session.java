package dev.dryrack.cli.command;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.ResultWriter;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.report.Format;
import dev.dryrack.cli.report.Ink;
import dev.dryrack.cli.report.Renderers;
import dev.dryrack.cli.report.Report;

/**
 * What a running command writes to and is told by the options that all commands share.
 *
 * @param surroundings the process around it
 * @param out results
 * @param err everything else
 * @param interruption how it learns that it is to end early
 * @param format form of the results
 * @param ink colours of the results
 * @param quiet whether notes and progress are left out
 */
record Session(
    Surroundings surroundings,
    ResultWriter out,
    ResultWriter err,
    Interruption interruption,
    Format format,
    Ink ink,
    boolean quiet) {

  /** Prints the result. */
  void print(Report report) {
    out.write(Renderers.render(report, format, ink));
    out.flush();
  }

  /** Tells a person something that is not a result, unless it is empty. */
  void note(String text) {
    if (!quiet && !text.isEmpty()) {
      err.line("note: " + text);
      err.flush();
    }
  }

  /** Whether a person watches and wants to know how far it is. */
  boolean showsProgress() {
    return surroundings.errIsTerminal() && !quiet;
  }
}
