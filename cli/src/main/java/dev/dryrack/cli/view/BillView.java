package dev.dryrack.cli.view;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.resolve.Bill;
import dev.dryrack.cli.scenario.EconomicsKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.serving.economics.EconomicFact;
import dev.dryrack.serving.economics.Ledger;
import java.util.LinkedHashMap;
import java.util.Map;

/** Cost by kind of token, and energy, with what they rest on. */
final class BillView {

  /** Defaults that the figures use, and the keys that replace them. */
  private static final Map<EconomicFact, ScenarioKey<Double>> USED = used();

  private BillView() {}

  private static Map<EconomicFact, ScenarioKey<Double>> used() {
    Map<EconomicFact, ScenarioKey<Double>> used = new LinkedHashMap<>();
    used.put(EconomicFact.PUE, EconomicsKeys.PUE);
    used.put(EconomicFact.LOAD_SHARE, EconomicsKeys.POWER_LOAD);
    used.put(EconomicFact.IDLE_SHARE, EconomicsKeys.POWER_IDLE);
    used.put(EconomicFact.KILOGRAMS_PER_KILOWATT_HOUR, EconomicsKeys.GRID_INTENSITY);
    return used;
  }

  static void add(Report report, Bill bill) {
    Ledger ledger = bill.ledger();
    report.heading("Cost and energy by kind of token, " + use(bill));
    Table table = new Table(">", "");
    table.row(Figures.dollars(ledger.usdPerMillionInput()), "per million input tokens");
    table.row(
        Figures.dollars(ledger.usdPerMillionCached()),
        "per million input tokens found in a cache, at a tenth (ASSUMED: as listed prices)");
    table.row(Figures.dollars(ledger.usdPerMillionOutput()), "per million output tokens");
    table.row(
        Figures.digits(ledger.facilityWatts() / 1000, 3) + " kW", "of the site for these GPUs");
    table.row(
        Figures.digits(ledger.joulesPerToken(), 3) + " J",
        "per token of either kind; "
            + Figures.digits(ledger.joulesPerOutputToken(), 3)
            + " J per output token, all energy on it");
    table.row(
        Figures.digits(ledger.kilogramsPerMillionOutput(), 3) + " kg",
        "of CO2-equivalent per million output tokens");
    report.table(table);
    report.line(
        Tone.NOTE,
        "  input pays for the time that prompts add to steps, output for all other time");
    for (Map.Entry<EconomicFact, ScenarioKey<Double>> entry : USED.entrySet()) {
      report.line(Tone.NOTE, "  " + basis(entry.getKey(), entry.getValue(), bill));
    }
  }

  private static String use(Bill bill) {
    return bill.utilization() == 1
        ? "busy all day"
        : "busy " + Figures.percent(bill.utilization()) + " of the time";
  }

  private static String basis(EconomicFact fact, ScenarioKey<Double> key, Bill bill) {
    String value = fact.label() + " " + key.type().print(bill.scenario().get(key));
    return bill.scenario().isSet(key)
        ? value + ": as stated (" + bill.scenario().place(key) + ")"
        : value + ": " + fact.basis();
  }

  static Map<String, Object> facts(Bill bill) {
    Ledger ledger = bill.ledger();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("utilization", bill.utilization());
    facts.put("usd_per_million_input_tokens", ledger.usdPerMillionInput());
    facts.put("usd_per_million_cached_input_tokens", ledger.usdPerMillionCached());
    facts.put("usd_per_million_output_tokens", ledger.usdPerMillionOutput());
    facts.put("usd_per_million_tokens", ledger.usdPerMillionBlended());
    facts.put("facility_watts", ledger.facilityWatts());
    facts.put("joules_per_output_token", ledger.joulesPerOutputToken());
    facts.put("joules_per_token", ledger.joulesPerToken());
    facts.put("kg_co2_per_million_output_tokens", ledger.kilogramsPerMillionOutput());
    Map<String, Object> basis = new LinkedHashMap<>();
    USED.forEach((fact, key) -> basis.put(key.path(), basis(fact, key, bill)));
    facts.put("basis", basis);
    return facts;
  }
}
