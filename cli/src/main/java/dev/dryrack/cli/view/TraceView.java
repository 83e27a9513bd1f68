package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.workload.statistics.Distribution;
import dev.dryrack.workload.statistics.GapStatistics;
import dev.dryrack.workload.statistics.PrefixStatistics;
import dev.dryrack.workload.statistics.TimeStatistics;
import dev.dryrack.workload.statistics.TraceStatistics;
import dev.dryrack.workload.statistics.WindowStatistics;
import java.util.List;

/** What a trace is like, for people and programs. */
public final class TraceView {

  private static final String SCHEMA = "dryrack-trace/1";
  private static final int BAR = 40;
  private static final int FREQUENT = 4;

  private final TraceStatistics trace;
  private final RateCurve curve;
  private final List<Long> sizes;
  private final Report report = new Report();

  private TraceView(TraceStatistics trace, RateCurve curve, List<Long> asked) {
    this.trace = trace;
    this.curve = curve;
    this.sizes = asked.isEmpty() ? TraceFacts.usualSizes(trace.prefix()) : asked;
  }

  /**
   * The report.
   *
   * @param asked cache sizes in blocks; empty for a usual choice
   */
  public static Report of(TraceStatistics trace, RateCurve curve, List<Long> asked) {
    TraceView view = new TraceView(trace, curve, asked);
    view.report.fact("schema", SCHEMA).fact("dryrack", Version.number());
    view.head();
    view.lengths();
    view.arrivals();
    view.prefixes();
    view.histograms();
    TraceFacts.add(view.report, trace, view.sizes);
    return view.report;
  }

  private void head() {
    report.line(Tone.HEADING, trace.description());
    Table table = new Table("", "");
    table.row(
        "requests",
        Figures.whole(trace.counts().emitted())
            + " of "
            + Figures.whole(trace.counts().read())
            + " rows read");
    trace
        .counts()
        .dropped()
        .forEach((reason, rows) -> table.row("dropped", Figures.whole(rows) + ": " + reason));
    trace
        .counts()
        .noted()
        .forEach((remark, rows) -> table.row("remarked", Figures.whole(rows) + ": " + remark));
    table.row("duration", Figures.duration(trace.durationSeconds()));
    table.row("rate", Figures.digits(trace.requestsPerSecond(), 4) + " requests per second");
    if (trace.sessions() > 0) {
      table.row("sessions", Figures.whole(trace.sessions()));
    }
    report.table(table);
  }

  private void lengths() {
    report.heading("Lengths, tokens");
    Table table = new Table("", ">mean", ">min", ">p50", ">p90", ">p99", ">max");
    row(table, "prompt", trace.input());
    row(table, "output", trace.output());
    row(table, "both", trace.total());
    if (trace.sessions() > 0) {
      row(table, "turns per session", trace.turnsPerSession());
    }
    report.table(table);
    report.line(
        Tone.NOTE,
        "  correlation of prompt and output: "
            + Figures.digits(trace.correlation().pearson(), 3)
            + " (of ranks: "
            + Figures.digits(trace.correlation().spearman(), 3)
            + ")");
    frequent("prompts", trace.input());
    frequent("outputs", trace.output());
  }

  /** Lengths that stand out: those of more than one request in a hundred. */
  private void frequent(String name, Distribution values) {
    StringBuilder text = new StringBuilder();
    for (Distribution.Frequent value : values.mostFrequent(FREQUENT)) {
      double share = value.occurrences() / (double) values.count();
      if (share > 0.01) {
        text.append(text.isEmpty() ? "  most frequent " + name + ": " : ", ");
        text.append(Figures.whole(value.value())).append(" (");
        text.append(Figures.percent(share)).append(')');
      }
    }
    if (!text.isEmpty()) {
      report.line(Tone.NOTE, text.toString());
    }
  }

  private static void row(Table table, String name, Distribution values) {
    table.row(
        name,
        Figures.digits(values.mean(), 4),
        Figures.digits(values.min(), 4),
        Figures.digits(values.quantile(0.5), 4),
        Figures.digits(values.quantile(0.9), 4),
        Figures.digits(values.quantile(0.99), 4),
        Figures.digits(values.max(), 4));
  }

  private void arrivals() {
    report.heading("Arrivals");
    Table table = new Table("requests per", ">mean", ">p99", ">peak", ">empty", ">dispersion");
    for (WindowStatistics window : trace.windows()) {
      table.row(
          Figures.digits(window.widthSeconds(), 3) + " s",
          Figures.digits(window.mean(), 3),
          Figures.digits(window.p99(), 3),
          Figures.digits(window.peak(), 3),
          Double.isNaN(window.emptyFraction()) ? "-" : Figures.percent(window.emptyFraction()),
          Figures.digits(window.indexOfDispersion(), 3));
    }
    report.table(table);
    GapStatistics gaps = trace.gaps();
    report.line(
        Tone.NOTE,
        "  dispersion: variance / mean of the counts, 1 for a Poisson process, above for bursts");
    report.line(
        "  gaps: variation "
            + Figures.digits(gaps.variationCoefficient(), 3)
            + ", --burstiness (gamma shape) "
            + Figures.digits(gaps.gammaShape(), 3)
            + ", Weibull shape "
            + Figures.digits(gaps.weibullShape(), 3)
            + ", zero "
            + (Double.isNaN(gaps.zeroFraction()) ? "-" : Figures.percent(gaps.zeroFraction())));
    stamps(trace.times());
  }

  private void stamps(TimeStatistics times) {
    report.line(
        "  times: "
            + Figures.whole(times.distinctTimes())
            + " different, at most "
            + Figures.whole(times.mostAtOnce())
            + " requests at one"
            + (times.unitSeconds() > 0
                ? ", in units of " + Figures.duration(times.unitSeconds())
                : "")
            + (times.identicalRequests() > 0
                ? "; " + Figures.whole(times.identicalRequests()) + " identical"
                : ""));
    StringBuilder longest = new StringBuilder();
    for (TimeStatistics.Gap gap : times.largestGaps()) {
      if (longest.length() < 52) {
        longest.append(longest.isEmpty() ? "  longest gaps: " : ", ");
        longest.append(Figures.duration(gap.seconds())).append(" at ");
        longest.append(Figures.duration(gap.startSeconds()));
      }
    }
    if (!longest.isEmpty()) {
      report.line(longest.toString());
    }
  }

  private void prefixes() {
    PrefixStatistics prefix = trace.prefix();
    if (prefix.blockTokens() == 0 || prefix.totalBlocks() == 0) {
      report.gap().line(Tone.NOTE, "The trace says nothing about shared prefixes.");
      return;
    }
    report.heading("Prefix cache, in blocks of " + prefix.blockTokens() + " tokens");
    Table table = new Table("blocks", ">hit rate", "");
    for (long size : sizes) {
      double hit = prefix.hitFraction(size);
      table.row(Figures.whole(size), Figures.percent(hit), bar(hit, 1));
    }
    table.row(
        "endless", Figures.percent(prefix.idealHitFraction()), bar(prefix.idealHitFraction(), 1));
    for (int i = 0; i < prefix.timesToLivePicos().length; i++) {
      double hit = prefix.hitBlocksWithin(i) / (double) prefix.totalBlocks();
      String life = Figures.duration(prefix.timesToLivePicos()[i] * 1e-12);
      table.row("within " + life, Figures.percent(hit), bar(hit, 1));
    }
    report.table(table);
    report.line(
        Tone.NOTE,
        "  of "
            + Figures.whole(prefix.totalBlocks())
            + " blocks, "
            + Figures.whole(prefix.distinctBlocks())
            + " different; the least recently used goes first,");
    report.line(Tone.NOTE, "  or, within a time, a block that was not touched for longer");
  }

  private void histograms() {
    histogram("Prompt lengths, tokens", trace.input());
    histogram("Output lengths, tokens", trace.output());
    report.heading("Requests over time, per " + Figures.duration(curve.widthSeconds()));
    long most = 1;
    for (int i = 0; i < curve.stretches(); i++) {
      most = Math.max(most, curve.count(i));
    }
    Table table = new Table(">from", ">requests", "");
    for (int i = 0; i < curve.stretches(); i++) {
      table.row(
          Figures.duration(i * curve.widthSeconds()),
          Figures.whole(curve.count(i)),
          bar((double) curve.count(i), (double) most));
    }
    report.table(table);
  }

  /** Lengths by powers of two. */
  private void histogram(String title, Distribution values) {
    report.heading(title);
    Table table = new Table(">from", ">up to", ">share", "");
    int low = 1;
    while (low * 2L <= values.min()) {
      low *= 2;
    }
    double most = 0;
    for (long from = low; from <= values.max(); from *= 2) {
      most = Math.max(most, share(values, from));
    }
    for (long from = low; from <= values.max(); from *= 2) {
      double share = share(values, from);
      table.row(
          Figures.whole(from),
          Figures.whole(2 * from - 1),
          Figures.percent(share),
          bar(share, most));
    }
    report.table(table);
  }

  private static double share(Distribution values, long from) {
    return values.fractionAtMost(2.0 * from - 1) - values.fractionAtMost(from - 1.0);
  }

  private static String bar(double value, double most) {
    if (!(value > 0)) {
      return "";
    }
    int length = (int) Math.round(value / most * BAR);
    return length == 0 ? "." : "#".repeat(length);
  }
}
