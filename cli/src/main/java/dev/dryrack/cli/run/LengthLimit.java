package dev.dryrack.cli.run;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.EngineKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.type.Formula.Made;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.workload.synthetic.Quantiles;
import java.util.Locale;

/**
 * The longest prompt plus output that the engine accepts, and what to do where that is too little.
 *
 * @param tokens the limit
 * @param origin what set it, for people
 * @param most the most that the model allows
 * @param model its name
 */
public record LengthLimit(int tokens, String origin, int most, String model) {

  /** The limit of a deployment. */
  public static LengthLimit of(Scenario scenario, FitReport fit) {
    int tokens = fit.limits().maxModelLen();
    int most = fit.deployment().model().maxContextTokens();
    String origin =
        scenario.isSet(EngineKeys.MAX_MODEL_LEN)
            ? scenario.place(EngineKeys.MAX_MODEL_LEN)
            : tokens < most ? "the default cap" : "all that the model was made for";
    return new LengthLimit(tokens, origin, most, fit.deployment().model().id());
  }

  /** Such as {@code max-model-len 131,072 (the default cap)}. */
  public String text() {
    return "max-model-len " + whole(tokens) + " (" + origin + ")";
  }

  /** What makes longer requests possible, or says that nothing does. */
  public String remedy() {
    return tokens < most
        ? "raise --max-model-len, to " + most + " at most with " + model
        : model + " takes no longer ones";
  }

  /**
   * Refuses a generated load none of whose requests could be accepted.
   *
   * @throws UsageException if that is so
   */
  void refuseHopeless(Scenario scenario) {
    if (scenario.isSet(LoadKeys.TRACE) || scenario.isSet(LoadKeys.PROFILE)) {
      return;
    }
    long shortest =
        scenario.getOr(LoadKeys.SYSTEM_TOKENS, 0L)
            + shortest(scenario, LoadKeys.INPUT_LENGTHS, LoadKeys.ISL)
            + shortest(scenario, LoadKeys.OUTPUT_LENGTHS, LoadKeys.OSL);
    if (shortest > tokens) {
      throw new UsageException(
          "every request of the generated load (--isl, --osl) has "
              + whole(shortest)
              + " tokens or more, beyond "
              + text()
              + ", so none would be served; shorten them, or "
              + remedy());
    }
  }

  private static long shortest(
      Scenario scenario, ScenarioKey<Made<Quantiles>> drawn, ScenarioKey<Long> longest) {
    Made<Quantiles> made = scenario.find(drawn);
    double least =
        made == null
            ? Math.floor(scenario.get(LoadKeys.RANGE_RATIO) * scenario.get(longest))
            : Math.rint(made.value().least());
    return (long) Math.max(1, least);
  }

  private static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
