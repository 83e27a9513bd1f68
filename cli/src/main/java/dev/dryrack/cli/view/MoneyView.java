package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.serving.estimate.Band;
import dev.dryrack.serving.estimate.Money;
import java.util.LinkedHashMap;
import java.util.Map;

/** What GPUs and tokens cost, and what the price rests on. */
final class MoneyView {

  private MoneyView() {}

  static void add(Report report, Money money, int gpus) {
    GpuPrice price = money.price();
    report.heading("Cost at " + Figures.dollars(price.usdPerGpuHour()) + " per GPU-hour");
    Table table = new Table("", ">", "");
    table.row(
        "", Figures.dollars(money.usdPerDay()), "per day for " + DeploymentView.count(gpus, "GPU"));
    table.row(
        "",
        Figures.dollars(money.usdPerMillionOutputTokens().mid()),
        "per million output tokens at this load, all cost on them");
    table.row(
        "",
        Figures.dollars(money.usdPerMillionTokens().mid()),
        "per million tokens, prompts included");
    report.table(table);
    report.line(Tone.NOTE, "  price " + source(price));
  }

  private static String source(GpuPrice price) {
    String quoted =
        price.date().isEmpty() ? price.contract() : price.contract() + " " + price.date();
    return (price.assumed() ? "ASSUMED: " : "") + quoted + ", " + price.source();
  }

  static Map<String, Object> facts(Money money) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("usd_per_gpu_hour", money.price().usdPerGpuHour());
    facts.put("contract", money.price().contract());
    facts.put("date", money.price().date());
    facts.put("source", money.price().source());
    facts.put("assumed", money.price().assumed());
    facts.put("usd_per_day", money.usdPerDay());
    facts.put("usd_per_million_output_tokens", facts(money.usdPerMillionOutputTokens()));
    facts.put("usd_per_million_tokens", facts(money.usdPerMillionTokens()));
    return facts;
  }

  static Map<String, Object> facts(Band band) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("low", band.low());
    facts.put("mid", band.mid());
    facts.put("high", band.high());
    return facts;
  }
}
