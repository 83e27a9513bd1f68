package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Decimal;
import dev.dryrack.cli.scenario.type.KeyType;
import dev.dryrack.cli.scenario.type.Quantity;
import dev.dryrack.cli.scenario.type.Text;
import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.serving.economics.EconomicFact;

/** Keys of owning, power and use: what a token costs beyond the list price of a GPU-hour. */
public final class EconomicsKeys {

  static final Section KEYS = new Section("economics", "Owning, power and use");

  public static final ScenarioKey<String> CONTRACT =
      KEYS.automatic(
          "contract",
          new Text("KIND"),
          "the catalogue's first",
          "Kind of contract whose price is taken, as 'dryrack catalog SYSTEM' names it; owned: bought"
              + " at the price known for it",
          "--contract");
  public static final ScenarioKey<Double> CAPEX =
      KEYS.automatic(
          "capex",
          new Quantity(Dimension.USD, "$", "USD"),
          "rented",
          "Purchase of a GPU with its share of hosts and network: it is owned, not rented",
          "--capex");
  public static final ScenarioKey<Double> YEARS =
      fact("depreciation-years", EconomicFact.YEARS, 0.5, 20, "Years until it is written off");
  public static final ScenarioKey<Double> RESIDUAL =
      fact("residual-value", EconomicFact.RESIDUAL, 0, 0.9, "Its worth at the end over purchase");
  public static final ScenarioKey<Double> COST_OF_CAPITAL =
      fact("cost-of-capital", EconomicFact.COST_OF_CAPITAL, 0, 1, "Interest of a year");
  public static final ScenarioKey<Double> OPEX =
      fact("opex", EconomicFact.OPEX, 0, 1, "Operation of a year over purchase, no electricity");
  public static final ScenarioKey<Double> UTILIZATION =
      KEYS.with(
          "utilization",
          new Decimal(0, false, 1, "", "SHARE"),
          1.0,
          "Share of the time in which the load is there",
          "--utilization");
  public static final ScenarioKey<Double> PUE =
      fact("pue", EconomicFact.PUE, 1, 5, "Power of the site over that of its servers");
  public static final ScenarioKey<Double> POWER_LOAD =
      fact("power-load", EconomicFact.LOAD_SHARE, 0, 1, "Power under load over the rated most");
  public static final ScenarioKey<Double> POWER_IDLE =
      fact("power-idle", EconomicFact.IDLE_SHARE, 0, 1, "Idle power over the rated most");
  public static final ScenarioKey<Double> ELECTRICITY_PRICE =
      fact(
          "electricity-price",
          EconomicFact.USD_PER_KILOWATT_HOUR,
          new Quantity(Dimension.USD_PER_KILOWATT_HOUR, "$/kWh", "USD"),
          "Price of a kilowatt-hour");
  public static final ScenarioKey<Double> GRID_INTENSITY =
      fact(
          "grid-intensity",
          EconomicFact.KILOGRAMS_PER_KILOWATT_HOUR,
          new Quantity(Dimension.KILOGRAMS_PER_KILOWATT_HOUR, "kg/kWh", "KG", true),
          "CO2-equivalent of a kilowatt-hour");

  private EconomicsKeys() {}

  private static ScenarioKey<Double> fact(
      String name, EconomicFact fact, double least, double most, String description) {
    return fact(name, fact, new Decimal(least, true, most, "", "X"), description);
  }

  private static ScenarioKey<Double> fact(
      String name, EconomicFact fact, KeyType<Double> type, String description) {
    return KEYS.with(name, type, fact.value(), description, "--" + name);
  }
}
