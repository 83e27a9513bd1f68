package dev.dryrack.cli.run;

import dev.dryrack.cli.scenario.ScenarioKey;
import org.jspecify.annotations.Nullable;

/** What a user said about a trace, by flags or by a scenario. */
public interface TraceSettings {

  /** The value of a key that somebody set, or null. */
  <T> @Nullable T find(ScenarioKey<T> key);

  /** Where it was set, for messages. */
  String place(ScenarioKey<?> key);

  /** The value of a key that somebody set, or another. */
  default <T> T getOr(ScenarioKey<T> key, T other) {
    T found = find(key);
    return found == null ? other : found;
  }
}
