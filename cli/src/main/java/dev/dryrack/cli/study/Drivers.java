package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.sampling.Output;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.sampling.Swing;

/** A tornado: what moves a figure, the strongest first. */
final class Drivers {

  private Drivers() {}

  /** What its columns say, and which samples are not in it. */
  static String note(Sampling sampling) {
    String note = "one input moved, all others at their medians";
    return sampling.impossible() == 0
        ? note
        : note
            + "; "
            + Figures.whole(sampling.impossible())
            + " of "
            + Figures.whole(sampling.samples())
            + " samples are left out, because their values do not go together";
  }

  /** Inputs that move it, each at its 10 % and 90 % points. */
  static Table table(Sampling sampling, Output output) {
    Table table = new Table("input", ">at 10 %", ">at 90 %", ">rank corr.");
    for (Swing swing : sampling.swings(output)) {
      if (swing.width() > 0) {
        table.row(
            swing.input().name() + " " + swing.input().text(),
            output.print(swing.low()),
            output.print(swing.high()),
            Figures.digits(swing.rankCorrelation(), 2));
      }
    }
    return table;
  }
}
