package dev.dryrack.cli.view;

import dev.dryrack.cli.experiment.Comparison;
import dev.dryrack.cli.experiment.Difference;
import dev.dryrack.cli.experiment.Difference.Verdict;
import dev.dryrack.cli.experiment.Sample;
import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.JsonText;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A comparison of systems, for people and for programs. */
public final class CompareView {

  private static final String SCHEMA = "dryrack-compare/1";
  private static final double SECONDS_PER_PICO = 1e-12;

  /** Shares of the baseline below this are shown as about 0. */
  private static final double FINEST = 1e-5;

  private CompareView() {}

  /**
   * The report.
   *
   * @param labels what the systems are, the baseline first
   */
  public static Report of(List<String> labels, Comparison comparison) {
    Report report = new Report();
    Table systems = new Table("", "");
    for (int i = 0; i < labels.size(); i++) {
      systems.row(letter(i), labels.get(i) + (i == 0 ? " (baseline)" : ""));
    }
    report.line(Tone.HEADING, "Systems on the same requests").table(systems);
    report.gap().line(method(comparison));
    if (comparison.warmupPicos() > 0) {
      report.line(
          "Warm-up: "
              + Figures.duration(comparison.warmupPicos() * SECONDS_PER_PICO)
              + " left out.");
    }
    precision(report, comparison);
    Table data =
        new Table("system", "metric", "baseline", "other", "difference", "half_width", "verdict");
    for (int i = 0; i < comparison.differences().size(); i++) {
      report.heading(letter(i + 1) + " against A");
      report.table(table(comparison.differences().get(i), letter(i + 1)));
      rows(data, letter(i + 1), comparison.differences().get(i));
    }
    if (comparison.differences().isEmpty()) {
      report.line(Tone.WARNING, "INTERRUPTED: too little was finished to compare.");
    } else {
      report.line(
          Tone.NOTE,
          "  real: 0 is outside the 95 % interval (+-) of the difference, so one metric in 20 is"
              + " called real by chance; not shown: it is inside, or a quantile differs by at most"
              + " 0.1 %, which is as finely as it is known; unknown: one run has no interval");
    }
    report.data(data);
    facts(report, labels, comparison);
    return report;
  }

  private static String letter(int system) {
    return system < 26 ? String.valueOf((char) ('A' + system)) : "S" + system;
  }

  private static String method(Comparison comparison) {
    if (comparison.exact()) {
      return "Nothing of the load is drawn at random: every run gives these figures, and the"
          + " differences are exact.";
    }
    return comparison.byRequest()
        ? "One run each on the trace, compared request by request; intervals are from 20 batches of"
            + " requests in order of arrival, as if the trace were a sample of a load that stays"
            + " the same."
        : comparison.replications()
            + " replications, each on random numbers of its own that all systems share.";
  }

  private static void precision(Report report, Comparison comparison) {
    double asked = comparison.rule().relativePrecision();
    if (comparison.differences().isEmpty()) {
      return;
    }
    if (comparison.interrupted()) {
      report.line(
          Tone.WARNING, "INTERRUPTED: what follows is what was finished, less than asked for.");
      return;
    }
    if (asked == 0 || comparison.byRequest()) {
      return;
    }
    boolean reached = comparison.isPrecise();
    report.line(
        reached ? Tone.GOOD : Tone.WARNING,
        (reached ? "Precise: " : "NOT PRECISE: ")
            + "differences of means and output tokens per second are "
            + (reached ? "" : "not ")
            + "known within "
            + Figures.exactPercent(asked)
            + " of A"
            + (reached ? "." : "; raise --replications or --num-prompts."));
  }

  private static Table table(List<Difference> differences, String other) {
    Table table = new Table("", ">A", ">" + other, ">" + other + " - A", ">+-", ">change", "");
    for (Difference row : differences) {
      double scale = row.metric().isLatency() ? 1e3 : 1;
      table.row(
          row.metric().title(),
          Figures.digits(row.baseline() * scale, 3),
          Figures.digits(row.other() * scale, 3),
          besides(row.value(), row.baseline(), scale, 3),
          row.interval() == null
              ? "-"
              : besides(row.interval().halfWidth(), row.baseline(), scale, 2),
          change(row),
          word(row.verdict()));
    }
    return table;
  }

  /** A difference, no finer than a hundred-thousandth of what it is a difference of. */
  private static String besides(double value, double baseline, double scale, int digits) {
    if (Math.abs(value) >= Math.abs(baseline) * FINEST || baseline == 0 || value == 0) {
      return Figures.digits(value * scale, digits);
    }
    return "~0";
  }

  private static String change(Difference row) {
    if (row.baseline() == 0) {
      return "-";
    }
    String percent = Figures.percent(row.value() / row.baseline());
    return percent.equals("-0.0 %") ? "0.0 %" : percent;
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void rows(Table data, String other, List<Difference> differences) {
    for (Difference row : differences) {
      data.row(
          other,
          row.metric().key(),
          JsonText.scalar(row.baseline()),
          JsonText.scalar(row.other()),
          JsonText.scalar(row.value()),
          row.interval() == null ? "" : JsonText.scalar(row.interval().halfWidth()),
          word(row.verdict()));
    }
  }

  private static void facts(Report report, List<String> labels, Comparison comparison) {
    report.fact("schema", SCHEMA);
    report.fact("dryrack", Version.number());
    report.fact("systems", new ArrayList<Object>(labels));
    report.fact("method", comparison.byRequest() ? "batch means by request" : "paired t");
    report.fact("replications", comparison.replications());
    report.fact("interrupted", comparison.interrupted());
    report.fact("confidence", Sample.CONFIDENCE);
    report.fact("warmup_seconds", comparison.warmupPicos() * SECONDS_PER_PICO);
    double asked = comparison.rule().relativePrecision();
    report.fact("precision_asked", asked == 0 ? null : asked);
    report.fact("precise", asked == 0 ? null : comparison.isPrecise());
    List<Object> pairs = new ArrayList<>();
    for (int i = 0; i < comparison.differences().size(); i++) {
      Map<String, Object> pair = new LinkedHashMap<>();
      pair.put("baseline", labels.get(0));
      pair.put("other", labels.get(i + 1));
      Map<String, Object> metrics = new LinkedHashMap<>();
      for (Difference row : comparison.differences().get(i)) {
        metrics.put(row.metric().key(), facts(row));
      }
      pair.put("metrics", metrics);
      pairs.add(pair);
    }
    report.fact("comparisons", pairs);
  }

  private static Map<String, Object> facts(Difference row) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("baseline", row.baseline());
    facts.put("other", row.other());
    facts.put("difference", row.value());
    facts.put("half_width", row.interval() == null ? null : row.interval().halfWidth());
    facts.put("p_value", row.isFinerThanMeasured() ? null : row.pValue());
    facts.put("correlation", row.correlation());
    facts.put("verdict", row.verdict().name().toLowerCase(Locale.ROOT));
    return facts;
  }
}
