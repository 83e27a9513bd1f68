package dev.dryrack.cli.resolve;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.EconomicsKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.facts.Suggestion;
import dev.dryrack.serving.economics.Ownership;
import dev.dryrack.serving.economics.Power;
import dev.dryrack.serving.economics.PurchasePrice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Owning, power and contract as a scenario has them. */
public final class EconomicsChoice {

  /** The contract of GPUs that are bought. */
  static final String OWNED = "owned";

  private EconomicsChoice() {}

  /**
   * What an hour of a GPU costs that is bought at the price known for its system.
   *
   * @throws IllegalArgumentException if none is known
   */
  static GpuPrice owned(Scenario scenario, SystemSpec system) {
    PurchasePrice purchase = PurchasePrice.of(system.id());
    if (purchase == null) {
      throw new IllegalArgumentException(
          "is '"
              + OWNED
              + "', and nobody's purchase price of "
              + system.id()
              + " is known;"
              + " write --capex USD");
    }
    Ownership owned =
        new Ownership(
            purchase.usdPerGpu(),
            scenario.get(EconomicsKeys.YEARS),
            scenario.get(EconomicsKeys.RESIDUAL),
            scenario.get(EconomicsKeys.COST_OF_CAPITAL),
            scenario.get(EconomicsKeys.OPEX));
    double electricity =
        power(scenario, system).usdPerGpuHour(scenario.get(EconomicsKeys.UTILIZATION));
    return new GpuPrice(
        owned.usdPerGpuHour() + electricity,
        owned.describe(),
        purchase.date(),
        purchase.source(),
        purchase.assumed());
  }

  /**
   * Refuses what is said about owning where GPUs are rented.
   *
   * @throws UsageException if anything is
   */
  static void refuseOwning(Scenario scenario) {
    for (ScenarioKey<?> key :
        List.of(
            EconomicsKeys.YEARS,
            EconomicsKeys.RESIDUAL,
            EconomicsKeys.COST_OF_CAPITAL,
            EconomicsKeys.OPEX)) {
      if (scenario.isSet(key)) {
        throw scenario.mistake(
            key, "has no effect on rented GPUs; add --contract owned or --capex, or leave it out");
      }
    }
  }

  /** How the GPUs of a scenario with {@code economics.capex} are owned. */
  static Ownership ownership(Scenario scenario) {
    return new Ownership(
        scenario.get(EconomicsKeys.CAPEX),
        scenario.get(EconomicsKeys.YEARS),
        scenario.get(EconomicsKeys.RESIDUAL),
        scenario.get(EconomicsKeys.COST_OF_CAPITAL),
        scenario.get(EconomicsKeys.OPEX));
  }

  /**
   * What GPUs of a system draw.
   *
   * @throws UsageException if they draw more when idle than under load
   */
  public static Power power(Scenario scenario, SystemSpec system) {
    try {
      return new Power(
          system.wattsPerGpu(),
          scenario.get(EconomicsKeys.POWER_LOAD),
          scenario.get(EconomicsKeys.POWER_IDLE),
          scenario.get(EconomicsKeys.PUE),
          scenario.get(EconomicsKeys.ELECTRICITY_PRICE),
          scenario.get(EconomicsKeys.GRID_INTENSITY));
    } catch (IllegalArgumentException e) {
      boolean load = scenario.isSet(EconomicsKeys.POWER_LOAD);
      throw scenario.mistake(
          load ? EconomicsKeys.POWER_LOAD : EconomicsKeys.POWER_IDLE,
          String.valueOf(e.getMessage()));
    }
  }

  /** The price of a kind of contract, by its name or the beginning of only one name. */
  static GpuPrice contract(SystemSpec system, String kind) {
    List<String> names = new ArrayList<>();
    List<GpuPrice> found = new ArrayList<>();
    for (GpuPrice price : system.prices()) {
      if (price.contract().equalsIgnoreCase(kind)) {
        return price;
      }
      names.add(price.contract());
      if (price.contract().toLowerCase(Locale.ROOT).startsWith(kind.toLowerCase(Locale.ROOT))) {
        found.add(price);
      }
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    throw new IllegalArgumentException(
        "is '"
            + kind
            + "', which "
            + (found.isEmpty() ? "no price" : "more than one price")
            + " of "
            + system.id()
            + " has; "
            + Suggestion.remedy(kind, names));
  }
}
