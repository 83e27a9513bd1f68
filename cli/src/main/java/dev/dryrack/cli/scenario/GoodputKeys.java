package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Quantity;
import dev.dryrack.hardware.facts.Dimension;

/** Keys of what a request must meet to count as good. */
public final class GoodputKeys {

  static final Section KEYS = new Section("goodput", "What a request must meet to count as good");

  public static final ScenarioKey<Double> GOODPUT_TTFT = goodput("ttft", "time to first token");
  public static final ScenarioKey<Double> GOODPUT_TPOT = goodput("tpot", "time per output token");
  public static final ScenarioKey<Double> GOODPUT_E2EL = goodput("e2el", "end-to-end latency");

  private GoodputKeys() {}

  private static ScenarioKey<Double> goodput(String metric, String name) {
    return KEYS.automatic(
        metric,
        new Quantity(Dimension.SECONDS, "ms", "TIME"),
        "none",
        "Most " + name + " of a good request");
  }
}
