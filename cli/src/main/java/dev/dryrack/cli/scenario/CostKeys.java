package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Quantity;
import dev.dryrack.hardware.facts.Dimension;

/** Keys of what it costs. */
public final class CostKeys {

  static final Section KEYS = new Section("cost", "What it costs");

  public static final ScenarioKey<Double> PRICE =
      KEYS.automatic(
          "price",
          new Quantity(Dimension.USD_PER_GPU_HOUR, "$/h", "USD"),
          "the catalogue's",
          "Price of a GPU-hour, host and network included",
          "--price");

  private CostKeys() {}
}
