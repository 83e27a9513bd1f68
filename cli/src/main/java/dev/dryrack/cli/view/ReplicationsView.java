package dev.dryrack.cli.view;

import dev.dryrack.cli.experiment.Metric;
import dev.dryrack.cli.experiment.Replications;
import dev.dryrack.cli.experiment.Sample;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.sim.experiment.ConfidenceInterval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What several replications came to: means with their intervals. */
final class ReplicationsView {

  private static final double SECONDS_PER_PICO = 1e-12;

  private ReplicationsView() {}

  static void add(Report report, Replications replications) {
    Sample sample = replications.sample();
    if (sample.replications() > 1) {
      report.heading(
          "Latency, ms: means of " + sample.replications() + " replications and how sure they are");
      report.table(latencies(sample));
      report.heading("Rates, likewise");
      report.table(rates(sample));
      report.line(
          Tone.NOTE,
          "  +-: half the 95 % interval of the true mean, Student's t over replications");
    }
    report.gap();
    warmUp(report, replications);
    precision(report, replications);
    if (sample.replications() > 1) {
      report.line("What follows is the first replication in detail.");
    }
  }

  private static void warmUp(Report report, Replications replications) {
    long picos = replications.first().setup().warmupPicos();
    String found = replications.warmupSought() ? ", found by MSER-5 on pilot runs" : "";
    if (picos > 0) {
      report.line(
          "Warm-up: "
              + Figures.duration(picos * SECONDS_PER_PICO)
              + " of simulated time left out"
              + found
              + ".");
    } else if (replications.warmupSought()) {
      report.line("Warm-up: none needed" + found + ".");
    }
  }

  private static void precision(Report report, Replications replications) {
    double asked = replications.rule().relativePrecision();
    if (replications.interrupted()) {
      int finished = replications.sample().replications();
      report.line(
          Tone.WARNING,
          "INTERRUPTED after "
              + (finished == 1 ? "1 replication" : finished + " replications")
              + (asked > 0 && !replications.isPrecise()
                  ? ": the means are not yet known within " + Figures.exactPercent(asked) + "."
                  : ": fewer than asked for."));
      return;
    }
    if (asked == 0) {
      return;
    }
    boolean reached = replications.isPrecise();
    String within = "within " + Figures.exactPercent(asked);
    report.line(
        reached ? Tone.GOOD : Tone.WARNING,
        reached
            ? "Precise: means and output tokens per second are " + within + "."
            : "NOT PRECISE: means or output tokens per second are not "
                + within
                + " after "
                + replications.sample().replications()
                + " replications; raise --replications or --num-prompts.");
  }

  private static Table latencies(Sample sample) {
    Table table = new Table("", ">mean", ">p50", ">p90", ">p99");
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (Metric metric : sample.metrics()) {
      if (metric.isLatency()) {
        rows.computeIfAbsent(metric.subject(), subject -> new ArrayList<>(List.of(subject)))
            .add(interval(sample.interval(metric), 1e3));
      }
    }
    rows.values().forEach(row -> table.row(row.toArray(String[]::new)));
    return table;
  }

  private static Table rates(Sample sample) {
    Table table = new Table("", ">", "");
    for (Metric metric : sample.metrics()) {
      if (!metric.isLatency()) {
        table.row(metric.subject(), interval(sample.interval(metric), 1), metric.statistic());
      }
    }
    return table;
  }

  private static String interval(ConfidenceInterval interval, double scale) {
    return Figures.digits(interval.mean() * scale, 4)
        + " +- "
        + Figures.digits(interval.halfWidth() * scale, 2);
  }

  /** The facts, under one key, and what of the run's they change. */
  static Map<String, Object> facts(Replications replications) {
    Sample sample = replications.sample();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("replications", sample.replications());
    facts.put("interrupted", replications.interrupted());
    facts.put("confidence", Sample.CONFIDENCE);
    facts.put("warmup_seconds", replications.first().setup().warmupPicos() * SECONDS_PER_PICO);
    facts.put("warmup_found_by", replications.warmupSought() ? "MSER-5" : null);
    double asked = replications.rule().relativePrecision();
    facts.put("precision_asked", asked == 0 ? null : asked);
    facts.put("precise", asked == 0 ? null : replications.isPrecise());
    Map<String, Object> metrics = new LinkedHashMap<>();
    for (Metric metric : sample.metrics()) {
      ConfidenceInterval interval = sample.interval(metric);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("mean", interval.mean());
      row.put("half_width", interval.halfWidth());
      row.put("low", interval.low());
      row.put("high", interval.high());
      List<Object> values = new ArrayList<>();
      for (double value : sample.values(metric)) {
        values.add(value);
      }
      row.put("values", values);
      metrics.put(metric.key(), row);
    }
    facts.put("metrics", metrics);
    Map<String, Object> under = new LinkedHashMap<>();
    if (replications.interrupted()) {
      // Of all that was asked for, where the first replication alone was finished.
      under.put("interrupted", true);
    }
    under.put("experiment", facts);
    return under;
  }
}
