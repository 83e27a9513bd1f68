package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.resolve.Bill;
import dev.dryrack.serving.estimate.Band;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.estimate.Money;
import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.fit.FitReport;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;

/** The closed form for people and programs. */
public final class EstimateView {

  private static final String SCHEMA = "dryrack-estimate/1";

  private final Estimate estimate;
  private final FitReport fit;
  private final Bill bill;
  private final Report report = new Report();

  private EstimateView(Estimate estimate, FitReport fit, Bill bill) {
    this.bill = bill;
    this.estimate = estimate;
    this.fit = fit;
  }

  /** The whole report of what fits. */
  public static Report of(Estimate estimate, FitReport fit, Bill bill) {
    EstimateView view = new EstimateView(estimate, fit, bill);
    view.head();
    view.speed();
    view.cost();
    BreakdownView.add(view.report, estimate.breakdown(), 1);
    EvidenceView.add(view.report, estimate.evidence(), estimate.remarks());
    view.facts();
    return view.report;
  }

  private void head() {
    SteadyLoad load = estimate.load();
    Table table = new Table("", "");
    DeploymentView.rows(
        table, estimate.deployment(), fit.planWasGiven() ? "as asked" : "the best legal layout");
    table.row("KV cache", DeploymentView.kv(fit.deployment(), fit.budget()));
    table.row(
        "load",
        Figures.whole(load.concurrency())
            + " requests at once, "
            + Figures.whole(load.inputTokens())
            + " tokens in, "
            + Figures.whole(load.outputTokens())
            + " out");
    report.table(table);
  }

  private void speed() {
    boolean queue = Math.round(estimate.waiting()) > 0;
    report.heading(
        "Speed in a steady state, " + (queue ? "waiting for a place not counted" : "no queue"));
    Table table = new Table("", ">", ">80 % band", "");
    time(
        table,
        "TTFT",
        estimate.ttftSeconds(),
        "to the first token, " + (queue ? "once it has a place" : "nothing waiting"));
    time(table, "TPOT", estimate.tpotSeconds(), "per output token after the first");
    rate(table, "user", estimate.outputTokensPerSecondPerUser(), "tokens/s: 1 / TPOT");
    rate(
        table,
        "GPU",
        estimate.outputTokensPerSecondPerGpu(),
        "output tokens/s, of all " + Figures.whole(estimate.gpus()) + " GPUs");
    rate(table, "", estimate.totalTokensPerSecondPerGpu(), "tokens/s, prompts included");
    rate(table, "system", estimate.outputTokensPerSecond(), "output tokens/s");
    rate(table, "", estimate.requestsPerSecond(), "requests/s");
    rate(
        table,
        "prefill",
        estimate.prefillTokensPerSecondPerGpu(),
        "prompt tokens/s and GPU, doing nothing else");
    time(table, "", estimate.prefillSeconds(), "for one prompt alone");
    report.table(table);
    report.line(
        Tone.NOTE,
        "  decoding per rank: "
            + Figures.digits(estimate.decodingPerRank(), 3)
            + " requests; waiting for a place: "
            + Figures.digits(estimate.waiting(), 3));
  }

  private static void time(Table table, String name, Band seconds, String meaning) {
    row(table, name, seconds, Figures::duration, meaning);
  }

  private static void rate(Table table, String name, Band perSecond, String meaning) {
    row(table, name, perSecond, value -> Figures.digits(value, 3), meaning);
  }

  private static void row(
      Table table, String name, Band band, DoubleFunction<String> print, String meaning) {
    if (Double.isNaN(band.mid())) {
      table.row(name, "-", "", meaning);
      return;
    }
    table.row(
        name,
        print.apply(band.mid()),
        print.apply(band.low()) + " to " + print.apply(band.high()),
        meaning);
  }

  private void cost() {
    Money money = estimate.money();
    if (money == null) {
      return;
    }
    MoneyView.add(report, money, estimate.gpus());
    report.line(
        "  power "
            + Figures.prefixed(estimate.watts(), "W")
            + " at full load, "
            + Figures.prefixed(estimate.joulesPerOutputToken().mid(), "J")
            + " per output token");
    BillView.add(report, bill);
  }

  private void facts() {
    report.fact("schema", SCHEMA).fact("dryrack", Version.number());
    report.fact("verdict", fit.verdict().name().toLowerCase(Locale.ROOT));
    report.fact("model", DeploymentView.modelFacts(estimate.deployment()));
    report.fact("system", DeploymentView.systemFacts(estimate.deployment().cluster()));
    report.fact("plan", DeploymentView.planFacts(estimate.deployment().plan()));
    report.fact("plan_was_given", fit.planWasGiven());
    Map<String, Object> load = new LinkedHashMap<>();
    load.put("isl", estimate.load().inputTokens());
    load.put("osl", estimate.load().outputTokens());
    load.put("concurrency", estimate.load().concurrency());
    report.fact("load", load);
    report.fact("gpus", estimate.gpus());
    report.fact("decoding_per_rank", estimate.decodingPerRank());
    report.fact("waiting", estimate.waiting());
    band("ttft_seconds", estimate.ttftSeconds());
    band("tpot_seconds", estimate.tpotSeconds());
    band("decode_step_seconds", estimate.decodeStepSeconds());
    band("mixed_step_seconds", estimate.mixedStepSeconds());
    report.fact("mixed_step_fraction", estimate.mixedStepFraction());
    band("output_tokens_per_second_per_user", estimate.outputTokensPerSecondPerUser());
    band("output_tokens_per_second_per_gpu", estimate.outputTokensPerSecondPerGpu());
    band("total_tokens_per_second_per_gpu", estimate.totalTokensPerSecondPerGpu());
    band("output_tokens_per_second", estimate.outputTokensPerSecond());
    band("requests_per_second", estimate.requestsPerSecond());
    band("prefill_tokens_per_second_per_gpu", estimate.prefillTokensPerSecondPerGpu());
    band("prefill_seconds", estimate.prefillSeconds());
    Money money = estimate.money();
    report.fact("cost", money == null ? null : MoneyView.facts(money));
    report.fact("watts", estimate.watts());
    report.fact("bill", BillView.facts(bill));
    band("joules_per_output_token", estimate.joulesPerOutputToken());
    report.fact("breakdown", BreakdownView.facts(estimate.breakdown(), 1));
    report.fact("limit", estimate.breakdown().limit().name().toLowerCase(Locale.ROOT));
    report.fact("evidence", EvidenceView.facts(estimate.evidence()));
    report.fact("remarks", estimate.remarks());
  }

  private void band(String key, Band band) {
    report.fact(key, Double.isNaN(band.mid()) ? null : MoneyView.facts(band));
  }
}
