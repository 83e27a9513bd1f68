package dev.dryrack.cli.command;

import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioCheck;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.Setting;
import dev.dryrack.hardware.facts.Problems;
import java.util.function.Predicate;

/** Refuses values that are not known, for a command that takes one value of each. */
record KnownValues(String command) implements ScenarioCheck {

  @Override
  public void check(Scenario scenario, Predicate<ScenarioKey<?>> unreadable, Problems problems) {
    for (Setting<?> setting : scenario.uncertain()) {
      problems.add(
          setting.origin().place(),
          "is '"
              + setting.print()
              + "', and 'dryrack "
              + command
              + "' takes one value; write one, such as "
              + setting.centred().print()
              + "; 'dryrack estimate' and 'dryrack fit' sample");
    }
  }
}
