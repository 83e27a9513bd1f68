package dev.dryrack.cli.experiment;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.run.Requests;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.sim.experiment.StoppingRule;
import java.util.List;

/** How often a scenario is to be run. */
public final class Repetition {

  /** Replications at most where nobody says how many. */
  public static final int MOST = 100;

  private Repetition() {}

  /** Whether a scenario asks for more than one plain run. */
  public static boolean isAskedFor(Scenario scenario) {
    return repeats(scenario) || isWarmUpSought(scenario);
  }

  /** Whether a scenario asks for more than one replication. */
  static boolean repeats(Scenario scenario) {
    return scenario.getOr(RunKeys.REPLICATIONS, 1L) > 1 || scenario.isSet(RunKeys.PRECISION);
  }

  /** Whether the warm-up is to be found. */
  public static boolean isWarmUpSought(Scenario scenario) {
    return scenario.isSet(RunKeys.WARMUP)
        && scenario.get(RunKeys.WARMUP) == RunKeys.WARMUP_AUTO_SECONDS;
  }

  /**
   * The rule of a scenario.
   *
   * @param usual replications where the scenario says nothing
   */
  static StoppingRule rule(Scenario scenario, int usual) {
    Double precision = scenario.find(RunKeys.PRECISION);
    Long asked = scenario.find(RunKeys.REPLICATIONS);
    if (asked != null && asked < 2) {
      throw new UsageException(
          scenario.place(RunKeys.REPLICATIONS)
              + ": one replication says nothing of how sure a result is; ask for two or more");
    }
    if (precision == null) {
      return StoppingRule.after(asked == null ? usual : Math.toIntExact(asked));
    }
    return StoppingRule.within(
        precision, Sample.CONFIDENCE, asked == null ? MOST : Math.toIntExact(asked));
  }

  /** Refuses replications of a load of which nothing is drawn at random. */
  static void refuseTheSameAgain(Scenario scenario) {
    for (ScenarioKey<?> key : List.of(RunKeys.PRECISION, RunKeys.REPLICATIONS)) {
      if (scenario.isSet(key) && repeats(scenario)) {
        throw new UsageException(
            scenario.place(key)
                + ": every replication would be the same: "
                + Requests.NOT_RANDOM
                + "; give --request-rate or --range-ratio, or leave it out");
      }
    }
  }
}
