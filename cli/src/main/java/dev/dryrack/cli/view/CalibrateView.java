package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Table;
import dev.dryrack.hardware.calibration.FittedFamily;
import dev.dryrack.serving.cost.EngineProfile;
import dev.dryrack.serving.validation.EngineCalibrator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fitted constants and how far off they are. */
public final class CalibrateView {

  private static final String SCHEMA = "dryrack-calibrate/1";

  private CalibrateView() {}

  /** Constants of kernels. */
  public static Report kernels(
      String gpu, List<FittedFamily> fits, Map<String, Integer> skipped, String out) {
    Report report = new Report();
    report.line(
        fits.isEmpty()
            ? "Nothing fitted: no kind of kernel has 40 shapes that a formula is for."
            : Figures.whole(fits.size()) + " kinds of kernels of " + gpu + " fitted.");
    report.heading("Errors on shapes held out, one in five");
    Table table = new Table("kernels", ">fitted to", ">median", ">p90");
    for (FittedFamily fit : fits) {
      table.row(
          fit.section() + ", " + fit.label().replace("precision: ", "").replace("kind: ", ""),
          Figures.whole(fit.points()),
          share(fit.medianError()),
          share(fit.ninetiethError()));
    }
    report.table(table);
    report.heading("Constants");
    for (FittedFamily fit : fits) {
      report.line("  " + fit.label());
      report.line("    " + String.join(", ", fit.constants()));
    }
    if (!skipped.isEmpty()) {
      report.heading("Rows left out, by reason");
      Table left = new Table(">rows", "reason");
      skipped.forEach((reason, count) -> left.row(Figures.whole(count), reason));
      report.table(left);
    }
    written(report, out);
    return report
        .fact("schema", SCHEMA)
        .fact("dryrack", Version.number())
        .fact("gpu", gpu)
        .fact("kernels", fits.stream().map(CalibrateView::facts).toList())
        .fact("skipped", new LinkedHashMap<String, Object>(skipped));
  }

  private static Map<String, Object> facts(FittedFamily fit) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("section", fit.section());
    facts.put("kind", fit.label());
    facts.put("points", fit.points());
    facts.put("median_error", fit.medianError());
    facts.put("p90_error", fit.ninetiethError());
    facts.put("constants", fit.constants());
    return facts;
  }

  /** What an engine adds. */
  public static Report engine(
      EngineProfile before, EngineProfile after, EngineCalibrator.Result result, String out) {
    Report report = new Report();
    report.line(
        after.id()
            + " fitted to "
            + Figures.whole(result.rows())
            + " measurements, held out ones included; "
            + Figures.whole(result.refused())
            + " rows are not used.");
    report.heading("Errors before and after");
    Table table =
        new Table("metric", "part", ">rows", ">median", ">mean", ">median after", ">mean after");
    for (EngineCalibrator.Errors errors : result.errors()) {
      table.row(
          errors.metric(),
          errors.heldOut() ? "held out" : "fitted",
          Figures.whole(errors.rows()),
          share(errors.medianBefore()),
          share(errors.meanBefore()),
          share(errors.medianAfter()),
          share(errors.meanAfter()));
    }
    report.table(table);
    report.heading("Constants");
    Table constants = new Table("constant", ">before", ">after");
    Map<String, double[]> values = values(before, after);
    values.forEach(
        (name, pair) ->
            constants.row(name, Figures.digits(pair[0], 4), Figures.digits(pair[1], 4)));
    report.table(constants);
    written(report, out);
    Map<String, Object> facts = new LinkedHashMap<>();
    values.forEach((name, pair) -> facts.put(name, pair[1]));
    return report
        .fact("schema", SCHEMA)
        .fact("dryrack", Version.number())
        .fact("profile", after.id())
        .fact("rows", (long) result.rows())
        .fact("refused", (long) result.refused())
        .fact("errors", errorFacts(result))
        .fact("constants", facts);
  }

  private static List<Map<String, Object>> errorFacts(EngineCalibrator.Result result) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (EngineCalibrator.Errors errors : result.errors()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("metric", errors.metric());
      facts.put("held_out", errors.heldOut());
      facts.put("rows", errors.rows());
      facts.put("median_before", errors.medianBefore());
      facts.put("mean_before", errors.meanBefore());
      facts.put("median_after", errors.medianAfter());
      facts.put("mean_after", errors.meanAfter());
      all.add(facts);
    }
    return all;
  }

  private static Map<String, double[]> values(EngineProfile before, EngineProfile after) {
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put(
        "hopper_fixed",
        pair(before.overhead().hopperFixedScale(), after.overhead().hopperFixedScale()));
    values.put(
        "blackwell_fixed",
        pair(before.overhead().blackwellFixedScale(), after.overhead().blackwellFixedScale()));
    values.put(
        "host_per_step_us",
        pair(
            before.overhead().hostSecondsPerStep() * 1e6,
            after.overhead().hostSecondsPerStep() * 1e6));
    values.put(
        "host_per_sequence_us",
        pair(
            before.overhead().hostSecondsPerSequence() * 1e6,
            after.overhead().hostSecondsPerSequence() * 1e6));
    values.put("first_token_stretch", pair(before.firstTokenStretch(), after.firstTokenStretch()));
    values.put("closed_loop_steps", pair(before.closedLoopSteps(), after.closedLoopSteps()));
    values.put("frontend_ms", pair(before.frontendSeconds() * 1e3, after.frontendSeconds() * 1e3));
    return values;
  }

  private static double[] pair(double before, double after) {
    return new double[] {before, after};
  }

  private static void written(Report report, String out) {
    report.gap();
    report.line(
        out.isEmpty()
            ? "Nothing is written; --out FILE keeps the constants."
            : "Written to " + out + "; use it with --calibration " + out + ".");
  }

  private static String share(double error) {
    return Double.isNaN(error) ? "" : Figures.percent(error);
  }
}
