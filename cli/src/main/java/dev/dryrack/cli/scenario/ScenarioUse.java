package dev.dryrack.cli.scenario;

import java.util.HashSet;
import java.util.Set;

/**
 * Which settings were looked at, of a scenario and of all that were made of it: a setting that
 * nothing looked at has no effect. Not for several threads at once.
 */
public final class ScenarioUse {

  private final Set<String> read = new HashSet<>();
  private final Set<String> sampled = new HashSet<>();

  void read(ScenarioKey<?> key) {
    read.add(key.path());
  }

  void sampled(ScenarioKey<?> key) {
    sampled.add(key.path());
  }

  /** Whether anything took the value of a key. */
  public boolean isRead(ScenarioKey<?> key) {
    return read.contains(key.path());
  }

  /** Whether anything took other values of an uncertain key than its median. */
  public boolean isSampled(ScenarioKey<?> key) {
    return sampled.contains(key.path());
  }
}
