package dev.dryrack.cli.scenario;

import dev.dryrack.hardware.facts.Problems;
import java.util.function.Predicate;

/** Looks at what the values of a scenario mean, where each by itself is well written. */
@FunctionalInterface
public interface ScenarioCheck {

  /** Nothing is looked at. */
  ScenarioCheck NONE = (scenario, unreadable, problems) -> {};

  /** This and another one after it. */
  default ScenarioCheck and(ScenarioCheck other) {
    return (scenario, unreadable, problems) -> {
      check(scenario, unreadable, problems);
      other.check(scenario, unreadable, problems);
    };
  }

  /**
   * Notes what is wrong.
   *
   * @param scenario all values that could be read
   * @param unreadable keys whose value could not be read, which is noted already
   * @param problems where mistakes are noted
   */
  void check(Scenario scenario, Predicate<ScenarioKey<?>> unreadable, Problems problems);
}
