package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.sampling.Output;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.sampling.Swing;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.Setting;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.fit.Verdict;
import dev.dryrack.serving.uncertainty.Probability;
import dev.dryrack.serving.uncertainty.SampleSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether the 8T family fits on a rack, on a larger one and on two, and how much KV cache beside.
 */
final class RackMemory {

  private static final List<String> FAMILY =
      List.of("8t-a80b", "8t-a160b", "8t-a320b", "8t-a160b-gqa8", "8t-a210b-hybrid");
  private static final List<String> PRECISIONS = List.of("nvfp4", "fp8", "bf16");

  private final StudyKit kit;
  private final StudyReport report;

  RackMemory(StudyKit kit, StudyReport report) {
    this.kit = kit;
    this.report = report;
  }

  /** Says how likely it fits, over what its size may be. */
  void say() {
    Table table = new Table("weights", ">fits", ">95 % interval", ">KV tokens", ">10 %", ">90 %");
    StringBuilder words = new StringBuilder();
    Map<String, Object> facts = new LinkedHashMap<>();
    String driver = "";
    for (String precision : PRECISIONS) {
      Sampling sampling = kit.sample(false, "model.quantization=" + precision);
      Probability fits = sampling.fits();
      row(table, precision, fits, sampling.summary(Output.KV_TOKENS));
      facts.put(precision, fits.fraction());
      words
          .append(words.isEmpty() ? "" : ", ")
          .append(Likelihood.of(fits).words())
          .append(facts.size() == 1 ? " to fit in " : " in ")
          .append(precision.toUpperCase(Locale.ROOT))
          .append(" (")
          .append(Figures.percent(fits.fraction()))
          .append(facts.size() == 1 ? " of samples)" : ")");
      List<Swing> swings = sampling.swings(Output.KV_TOKENS);
      driver = swings.isEmpty() ? "nothing" : swings.get(0).input().name();
    }
    FitReport fit = kit.fit("model.quantization=nvfp4");
    report
        .say(
            "On {} GPUs of {}, {} parameters are {}.",
            Figures.whole(fit.plan().gpus()),
            fit.deployment().cluster().system().id(),
            size(),
            words)
        .of("fits", facts);
    report.table(
        "Does it fit, over what its size may be?",
        table,
        "KV tokens of the samples that fit; what moves them most: " + driver);
  }

  private static void row(Table table, String weights, Probability fits, SampleSummary kv) {
    table.row(
        weights,
        Figures.percent(fits.fraction()),
        Figures.percent(fits.low()) + " to " + Figures.percent(fits.high()),
        Output.KV_TOKENS.print(kv.median()),
        Output.KV_TOKENS.print(kv.low()),
        Output.KV_TOKENS.print(kv.high()));
  }

  private String size() {
    Setting<?> params = kit.scenario().setting(ModelKeys.PARAMS);
    return params == null ? "These" : params.print();
  }

  /** Tabulates architectures, precisions and racks. */
  void tabulate() {
    Table table =
        new Table("model", "weights", ">GB200 x72", ">GB300 x72", ">GB200 x144", ">at 8k", ">128k");
    List<Object> rows = new ArrayList<>();
    for (String model : FAMILY) {
      for (String precision : PRECISIONS) {
        String[] base = {"model.id=" + model, "model.quantization=" + precision};
        FitReport one = kit.fit(StudyKit.with(base, "system.id=gb200-nvl72", "system.racks=1"));
        FitReport large = kit.fit(StudyKit.with(base, "system.id=gb300-nvl72", "system.racks=1"));
        FitReport two = kit.fit(StudyKit.with(base, "system.id=gb200-nvl72", "system.racks=2"));
        table.row(
            model,
            precision,
            kv(one),
            kv(large),
            kv(two),
            sequences(one, 8192),
            sequences(one, 131_072));
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("model", model);
        row.put("weights", precision);
        row.put("gb200_nvl72", facts(one));
        row.put("gb300_nvl72", facts(large));
        row.put("two_gb200_nvl72", facts(two));
        rows.add(row);
      }
    }
    report.fact("matrix", rows);
    report.table(
        "Each of the 8T family: tokens of KV cache where it fits",
        table,
        "best layout of each; (t): tight; at 8k, 128k: requests at once on one GB200 rack");
  }

  private static Map<String, Object> facts(FitReport fit) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("verdict", fit.verdict().name().toLowerCase(Locale.ROOT));
    facts.put("kv_tokens", fit.verdict() == Verdict.DOES_NOT_FIT ? null : fit.kvTokens());
    return facts;
  }

  private static String kv(FitReport fit) {
    return switch (fit.verdict()) {
      case DOES_NOT_FIT -> "no";
      case TIGHT -> tokens(fit) + " (t)";
      case FITS -> tokens(fit);
    };
  }

  private static String tokens(FitReport fit) {
    return Output.KV_TOKENS.print((double) fit.kvTokens());
  }

  private static String sequences(FitReport fit, int context) {
    return fit.verdict() == Verdict.DOES_NOT_FIT
        ? "-"
        : Figures.whole(fit.budget().sequences(context));
  }
}
