package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Table;
import dev.dryrack.hardware.kernel.KernelTime;
import dev.dryrack.hardware.kernel.Limit;
import dev.dryrack.serving.cost.StepBreakdown;
import dev.dryrack.serving.cost.StepBreakdown.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Where the time of steps goes, and what keeps it from being less. */
final class BreakdownView {

  private static final double NEGLIGIBLE = 0.005;

  private BreakdownView() {}

  /** Adds the table of a number of steps. */
  static void add(Report report, StepBreakdown breakdown, long steps) {
    if (steps == 0 || breakdown.seconds() <= 0) {
      return;
    }
    double mean = breakdown.seconds() / steps;
    report.heading(
        "Where the time of a step goes: "
            + Figures.duration(mean)
            + (steps == 1 ? "" : ", mean of " + DeploymentView.count(steps, "step")));
    Table table = new Table("", ">share", ">per step", "limited by");
    double rest = 0;
    for (Row row : breakdown.rows()) {
      double seconds = row.time().seconds();
      if (seconds < NEGLIGIBLE * breakdown.seconds()) {
        rest += seconds;
      } else {
        row(table, row.operation().label(), seconds, breakdown, steps, row.time().limit().label());
      }
    }
    if (rest > 0) {
      row(table, "other", rest, breakdown, steps, "");
    }
    report.table(table);
    report.line("  Limit: " + limit(breakdown));
  }

  private static void row(
      Table table, String name, double seconds, StepBreakdown of, long steps, String limit) {
    table.row(
        name, Figures.percent(seconds / of.seconds()), Figures.duration(seconds / steps), limit);
  }

  /** What limits the steps, in a sentence. */
  static String limit(StepBreakdown breakdown) {
    KernelTime total = breakdown.total();
    StringBuilder text = new StringBuilder(breakdown.limit().label());
    text.append(" (").append(share(total, breakdown.limit())).append(" of the time");
    Stream.of(Limit.values())
        .filter(
            limit -> limit != breakdown.limit() && total.seconds(limit) > 0.05 * total.seconds())
        .sorted(Comparator.comparingDouble((Limit limit) -> -total.seconds(limit)))
        .forEach(
            limit ->
                text.append(", ").append(limit.label()).append(' ').append(share(total, limit)));
    return text.append(").").toString();
  }

  private static String share(KernelTime total, Limit limit) {
    return Figures.percent(total.seconds(limit) / total.seconds());
  }

  /** The same for programs. */
  static List<Object> facts(StepBreakdown breakdown, long steps) {
    List<Object> rows = new ArrayList<>();
    for (Row row : breakdown.rows()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("operation", row.operation().name().toLowerCase(Locale.ROOT));
      facts.put("seconds_per_step", row.time().seconds() / Math.max(1, steps));
      facts.put("fraction", row.time().seconds() / breakdown.seconds());
      facts.put("limit", row.time().limit().name().toLowerCase(Locale.ROOT));
      rows.add(facts);
    }
    return rows;
  }
}
