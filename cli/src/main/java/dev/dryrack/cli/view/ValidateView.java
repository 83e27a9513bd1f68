package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.JsonText;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Table;
import dev.dryrack.hardware.collective.CollectiveModel;
import dev.dryrack.hardware.kernel.KernelLibrary;
import dev.dryrack.hardware.kernel.MeasuredFit;
import dev.dryrack.serving.cost.StepBreakdown;
import dev.dryrack.serving.validation.ErrorSummary;
import dev.dryrack.serving.validation.Labels;
import dev.dryrack.serving.validation.Orderings;
import dev.dryrack.serving.validation.Outcome;
import dev.dryrack.serving.validation.Point;
import dev.dryrack.serving.validation.Validation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Predictions against measurements. */
public final class ValidateView {

  private static final String SCHEMA = "dryrack-validate/1";
  private static final int OPERATIONS = 4;

  private ValidateView() {}

  /**
   * The error tables.
   *
   * @param worst how many of the worst predictions to explain
   */
  public static Report of(List<Outcome> outcomes, int worst) {
    ErrorSummary all = ErrorSummary.of(ErrorSummary.ALL, ErrorSummary.EVERYTHING, outcomes);
    List<ErrorSummary> groups = Validation.groups(outcomes);
    List<ErrorSummary> metrics = Validation.byMetric(outcomes);
    Map<String, Integer> refusals = Validation.refusals(outcomes);
    Report report = new Report();
    report.line(
        Figures.whole(outcomes.size())
            + " measured points: "
            + Figures.whole(all.n())
            + " predicted, "
            + Figures.whole(all.refused())
            + " refused, "
            + Figures.whole(all.repeats())
            + " repetitions.");
    report.heading("Errors by metric");
    report.table(metricTable(metrics));
    report.heading("Fitted and held out, by metric");
    report.table(splitTable(outcomes));
    List<Orderings> orderings = Orderings.of(outcomes);
    orderings(report, orderings);
    report.heading("Errors by system, model and engine");
    report.table(groupTable(groups));
    refusals(report, refusals);
    worst(report, outcomes, worst);
    kernels(report);
    report.gap();
    report.line("  median, mean: of the absolute error over the measurement; bias: of predicted /");
    report.line("  measured - 1; in band: share of measurements inside the predicted 80 % band.");
    return report
        .fact("schema", SCHEMA)
        .fact("dryrack", Version.number())
        .fact("points", (long) outcomes.size())
        .fact("all", facts(all))
        .fact("by_metric", metrics.stream().map(ValidateView::facts).toList())
        .fact("orderings", orderings.stream().map(ValidateView::facts).toList())
        .fact("groups", groups.stream().map(ValidateView::facts).toList())
        .fact("refused", new LinkedHashMap<String, Object>(refusals))
        .fact("worst", worstFacts(outcomes, worst))
        .data(csvTable(groups));
  }

  private static Map<String, Object> facts(ErrorSummary errors) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("metric", errors.metric());
    facts.put("system", errors.labels().system());
    facts.put("model", errors.labels().model());
    facts.put("engine", errors.labels().engine());
    facts.put("mode", errors.labels().mode());
    facts.put("phase", errors.labels().phase());
    facts.put("n", errors.n());
    facts.put("refused", errors.refused());
    facts.put("repeats", errors.repeats());
    facts.put("mean_ape", errors.meanApe());
    facts.put("median_ape", errors.medianApe());
    facts.put("bias", errors.bias());
    facts.put("within_10", errors.within10());
    facts.put("within_20", errors.within20());
    facts.put("within_30", errors.within30());
    facts.put("band_coverage", errors.bandCoverage());
    return facts;
  }

  private static Map<String, Object> facts(Orderings orderings) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("metric", orderings.metric());
    facts.put("mode", orderings.mode());
    facts.put("pairs", orderings.pairs());
    facts.put("agreed", orderings.agreed());
    facts.put("share", orderings.share());
    return facts;
  }

  private static void orderings(Report report, List<Orderings> orderings) {
    if (orderings.isEmpty()) {
      return;
    }
    report.heading("Which of two is faster: same model and load, measured over 15 % apart");
    Table table = new Table("metric", ">pairs", ">ordered alike");
    for (Orderings one : orderings) {
      table.row(
          one.metric() + ", " + one.mode(),
          Figures.whole(one.pairs()),
          Figures.percent(one.share()));
    }
    report.table(table);
  }

  /** What one may hope for, median and 90th percentile, by family. */
  private static String aim(MeasuredFit fit) {
    return switch (fit.family()) {
      case "gemm" -> fit.kind().equals("bf16") ? "5 / 15 %" : "7 / 20 %";
      case "experts" -> "10 / 25 %";
      case "all-to-all" -> "7 / 20 %";
      default -> "8 / 20 %";
    };
  }

  private static void kernels(Report report) {
    report.heading("Kernels and collectives, on shapes held out of their fits");
    Table table =
        new Table("measured on", "family", "kind", ">fitted to", ">median", ">p90", ">aim");
    List<MeasuredFit> fits = new ArrayList<>(KernelLibrary.fitted());
    fits.addAll(CollectiveModel.fitted());
    for (MeasuredFit fit : fits) {
      table.row(
          fit.measuredOn(),
          fit.family(),
          fit.kind(),
          Figures.whole(fit.note().points()),
          Figures.percent(fit.note().medianError()),
          Figures.percent(fit.note().ninetiethError()),
          aim(fit));
    }
    report.table(table);
  }

  private static Table metricTable(List<ErrorSummary> metrics) {
    Table table =
        new Table(
            "metric",
            "mode",
            ">n",
            ">refused",
            ">median",
            ">mean",
            ">bias",
            ">in 10 %",
            ">in 20 %",
            ">in 30 %",
            ">in band");
    int none = 0;
    for (ErrorSummary errors : metrics) {
      if (errors.n() == 0) {
        none += errors.refused();
        continue;
      }
      table.row(
          errors.metric(),
          errors.labels().mode(),
          Figures.whole(errors.n()),
          Figures.whole(errors.refused()),
          Figures.percent(errors.medianApe()),
          Figures.percent(errors.meanApe()),
          Figures.percent(errors.bias()),
          Figures.percent(errors.within10()),
          Figures.percent(errors.within20()),
          Figures.percent(errors.within30()),
          Figures.percent(errors.bandCoverage()));
    }
    if (none > 0) {
      table.row(
          "none of its kind predicted", "", "0", Figures.whole(none), "", "", "", "", "", "", "");
    }
    return table;
  }

  private static Table splitTable(List<Outcome> outcomes) {
    Table table = new Table("metric", "part", ">n", ">median", ">mean", ">bias", ">in 20 %");
    for (boolean fitted : new boolean[] {true, false}) {
      List<Outcome> part =
          outcomes.stream().filter(outcome -> outcome.point().fitted() == fitted).toList();
      for (ErrorSummary errors : Validation.byMetric(part)) {
        if (errors.n() > 0 && !errors.labels().phase().equals("kernel")) {
          table.row(
              errors.metric() + ", " + errors.labels().mode(),
              fitted ? "fitted" : "held out",
              Figures.whole(errors.n()),
              Figures.percent(errors.medianApe()),
              Figures.percent(errors.meanApe()),
              Figures.percent(errors.bias()),
              Figures.percent(errors.within20()));
        }
      }
    }
    return table;
  }

  private static Table groupTable(List<ErrorSummary> groups) {
    Table table =
        new Table(
            "metric",
            "system",
            "model",
            "engine",
            "mode",
            ">n",
            ">median",
            ">mean",
            ">bias",
            ">in 20 %",
            ">in band");
    for (ErrorSummary errors : groups) {
      if (errors.n() > 0) {
        Labels labels = errors.labels();
        table.row(
            errors.metric(),
            labels.system(),
            labels.model(),
            labels.engine(),
            labels.mode(),
            Figures.whole(errors.n()),
            Figures.percent(errors.medianApe()),
            Figures.percent(errors.meanApe()),
            Figures.percent(errors.bias()),
            Figures.percent(errors.within20()),
            Figures.percent(errors.bandCoverage()));
      }
    }
    return table;
  }

  private static Table csvTable(List<ErrorSummary> groups) {
    Table table =
        new Table(
            "metric",
            "system",
            "model",
            "engine",
            "mode",
            "phase",
            "n",
            "refused",
            "repeats",
            "mean_ape",
            "median_ape",
            "bias",
            "within_10",
            "within_20",
            "within_30",
            "band_coverage");
    for (ErrorSummary errors : groups) {
      List<String> cells = new ArrayList<>();
      facts(errors)
          .values()
          .forEach(
              value ->
                  cells.add(
                      value instanceof Double number && number.isNaN()
                          ? ""
                          : JsonText.scalar(value)));
      table.row(cells.toArray(new String[0]));
    }
    return table;
  }

  private static void refusals(Report report, Map<String, Integer> refusals) {
    if (refusals.isEmpty()) {
      return;
    }
    report.heading("Refused, by reason");
    Table table = new Table(">points", "reason");
    refusals.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .forEach(entry -> table.row(Figures.whole(entry.getValue()), entry.getKey()));
    report.table(table);
  }

  private static List<Outcome> worstOf(List<Outcome> outcomes, int count) {
    return outcomes.stream()
        .filter(outcome -> outcome.counts() && outcome.predictedAtAll())
        .sorted(
            Comparator.comparingDouble((Outcome outcome) -> Math.abs(outcome.error())).reversed())
        .limit(count)
        .toList();
  }

  private static void worst(Report report, List<Outcome> outcomes, int count) {
    if (count == 0) {
      return;
    }
    report.heading("The worst predictions, and where a typical step's time goes");
    Table table = new Table("point", "metric", "of", ">measured", ">predicted", ">error", "step");
    for (Outcome outcome : worstOf(outcomes, count)) {
      Point point = outcome.point();
      table.row(
          point.place() + " " + point.id(),
          point.metric(),
          point.labels().model() + ", " + point.labels().system() + ", " + point.labels().engine(),
          Figures.digits(point.measured(), 4) + " " + point.unit(),
          Figures.digits(outcome.predicted(), 4),
          Figures.percent(outcome.error()),
          operations(outcome.step()));
    }
    report.table(table);
  }

  private static String operations(@org.jspecify.annotations.Nullable StepBreakdown step) {
    if (step == null) {
      return "";
    }
    StringBuilder text = new StringBuilder(Figures.duration(step.seconds()));
    for (int i = 0; i < Math.min(OPERATIONS, step.rows().size()); i++) {
      StepBreakdown.Row row = step.rows().get(i);
      text.append(i == 0 ? ": " : ", ")
          .append(row.operation().label())
          .append(' ')
          .append(Figures.percent(row.time().seconds() / step.seconds()));
    }
    return text.toString();
  }

  private static List<Map<String, Object>> worstFacts(List<Outcome> outcomes, int count) {
    List<Map<String, Object>> facts = new ArrayList<>();
    for (Outcome outcome : worstOf(outcomes, count)) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", outcome.point().id());
      one.put("place", outcome.point().place());
      one.put("metric", outcome.point().metric());
      one.put("measured", outcome.point().measured());
      one.put("predicted", outcome.predicted());
      one.put("error", outcome.error());
      Map<String, Object> step = new LinkedHashMap<>();
      if (outcome.step() != null) {
        outcome
            .step()
            .rows()
            .forEach(row -> step.put(row.operation().label(), row.time().seconds()));
      }
      one.put("step_seconds", step);
      facts.add(one);
    }
    return facts;
  }

  /** Every point as a line of CSV, the header first. */
  public static List<String> csv(List<Outcome> outcomes) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "id,place,source,metric,unit,system,model,engine,mode,phase,measured,predicted,error,low,"
            + "high,in_band,used_for_fitting,how,refused,repeats\n");
    for (Outcome outcome : outcomes) {
      Point point = outcome.point();
      Labels labels = point.labels();
      boolean known = outcome.predictedAtAll();
      List<String> cells =
          List.of(
              point.id(),
              point.place(),
              point.source(),
              point.metric(),
              point.unit(),
              labels.system(),
              labels.model(),
              labels.engine(),
              labels.mode(),
              labels.phase(),
              JsonText.scalar(point.measured()),
              known ? JsonText.scalar(outcome.predicted()) : "",
              known ? JsonText.scalar(outcome.error()) : "",
              known ? JsonText.scalar(outcome.low()) : "",
              known ? JsonText.scalar(outcome.high()) : "",
              known ? String.valueOf(outcome.inBand()) : "",
              String.valueOf(point.fitted()),
              outcome.how(),
              outcome.refusal(),
              outcome.repeats());
      StringBuilder line = new StringBuilder();
      for (String cell : cells) {
        line.append(line.isEmpty() ? "" : ",").append(quoted(cell));
      }
      lines.add(line.append('\n').toString());
    }
    return lines;
  }

  private static String quoted(String cell) {
    return cell.matches("(?s).*[,\"\\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }
}
