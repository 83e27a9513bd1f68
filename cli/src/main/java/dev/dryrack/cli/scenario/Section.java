package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.KeyType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One part of a scenario, such as {@code plan}, whose keys declare themselves to it in the order in
 * which they are listed.
 */
final class Section {

  private final String name;
  private final String description;
  private final List<ScenarioKey<?>> keys = new ArrayList<>();

  /**
   * A part without keys.
   *
   * @param name where its keys stand in a file; empty for the top of the file
   * @param description what its keys are about
   */
  Section(String name, String description) {
    this.name = name;
    this.description = description;
  }

  String name() {
    return name;
  }

  String description() {
    return description;
  }

  List<ScenarioKey<?>> keys() {
    return Collections.unmodifiableList(keys);
  }

  /** A key without a value of its own: {@code automatic} says what holds when nobody sets it. */
  <T> ScenarioKey<T> automatic(
      String key, KeyType<T> type, String automatic, String description, String... flags) {
    return add(new ScenarioKey<>(path(key), type, null, automatic, description, List.of(flags)));
  }

  /** A key with a value that holds when nobody sets it. */
  <T> ScenarioKey<T> with(
      String key, KeyType<T> type, T fallback, String description, String... flags) {
    return add(new ScenarioKey<>(path(key), type, fallback, "", description, List.of(flags)));
  }

  private String path(String key) {
    return name.isEmpty() ? key : name + '.' + key;
  }

  private <T> ScenarioKey<T> add(ScenarioKey<T> key) {
    keys.add(key);
    return key;
  }
}
