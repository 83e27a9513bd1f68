package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.KeyType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing a scenario can say.
 *
 * @param path where it stands in a file, such as {@code plan.tp}
 * @param type what values it can have
 * @param fallback its value when nobody sets it; null if there is none
 * @param automatic what happens when nobody sets it and there is no fallback; empty if it has one
 * @param description one sentence, without a full stop
 * @param flags names of the flag, the usual one first
 * @param <T> what a value is in Java
 */
public record ScenarioKey<T>(
    String path,
    KeyType<T> type,
    @Nullable T fallback,
    String automatic,
    String description,
    List<String> flags) {

  public ScenarioKey {
    flags = List.copyOf(flags);
  }

  /** There is one of each. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  /** The environment variable that sets it, such as {@code DRYRACK_PLAN_TP}. */
  public String variable() {
    return "DRYRACK_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** The description and what holds when it is not set. */
  public String help() {
    if (fallback != null && !type.isSwitch()) {
      return description + " (default: " + type.print(fallback) + ")";
    }
    return automatic.isEmpty() || automatic.equals("none")
        ? description
        : description + " (default: " + automatic + ")";
  }
}
