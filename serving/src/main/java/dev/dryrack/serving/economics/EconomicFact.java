package dev.dryrack.serving.economics;

/** Defaults of money and power, each with what it rests on. */
public enum EconomicFact {
  /** Facility power over the power of servers and switches. */
  PUE(
      "PUE",
      1.54,
      "Uptime Institute Global Data Center Survey 2025, weighted average; new hyperscale sites"
          + " state 1.1 to 1.2",
      "2025",
      false),
  /** Mean power under load over the rated maximum. */
  LOAD_SHARE(
      "power under load",
      0.82,
      "Latif et al., IEEE Access 13, 2025: 8.4 of 10.2 kW rated, the most seen of an 8-GPU H100"
          + " node; of inference nothing is at hand",
      "2025",
      false),
  /** Power when nothing is served over the rated maximum. */
  IDLE_SHARE("idle power", 0.30, "no measurement of a whole idle server at hand", "", true),
  USD_PER_KILOWATT_HOUR(
      "electricity",
      0.068,
      "Epoch AI's cost model of a 1 GW site, $0.6 billion a year for energy, as reported at"
          + " type0.ai",
      "2026-05-14",
      false),
  KILOGRAMS_PER_KILOWATT_HOUR(
      "grid",
      0.348,
      "mean of the United States, CO2 of all generation, EPA eGRID2023 revision 2, as cited in"
          + " gianguidi/hyperscale-emissions",
      "2026",
      false),
  /** Years over which hardware is written off. */
  YEARS(
      "depreciation years",
      5,
      "between CoreWeave's 6 and Nebius's 4 (bizety.com, 2025-09-23)",
      "2025-09-23",
      false),
  /** Value at the end over purchase. */
  RESIDUAL("residual value", 0, "nothing is left", "", true),
  /** A year's return that owners and lenders want. */
  COST_OF_CAPITAL("cost of capital", 0.10, "a round figure", "", true),
  /** Site, staff, network and repairs of a year over purchase; no electricity. */
  OPEX("yearly operation over purchase", 0.07, "a round figure: 20 % over 3 years", "", true),
  /** Price of a cached input token over that of one that is computed. */
  CACHED_SHARE(
      "cached input over input",
      0.10,
      "list prices of Kimi K3, $0.30 and $3.00 per million (platform.kimi.ai, as cited in 2026)",
      "2026",
      false);

  private final String label;
  private final double value;
  private final String source;
  private final String date;
  private final boolean assumed;

  EconomicFact(String label, double value, String source, String date, boolean assumed) {
    this.label = label;
    this.value = value;
    this.source = source;
    this.date = date;
    this.assumed = assumed;
  }

  /** For people. */
  public String label() {
    return label;
  }

  public double value() {
    return value;
  }

  /** Who says so. */
  public String source() {
    return source;
  }

  /** When it was said; empty for an assumption. */
  public String date() {
    return date;
  }

  /** Whether it is an assumption of dryrack's. */
  public boolean assumed() {
    return assumed;
  }

  /** A line for a report: what is taken, and on whose word. */
  public String basis() {
    return (assumed ? "ASSUMED: " : "") + source;
  }
}
