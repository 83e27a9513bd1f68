package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every key a scenario can have, in the order in which they are listed: those of each section stand
 * in its own class, such as {@link PlanKeys}. Flags, environment variables, the reading of files,
 * the JSON Schema and {@code --show-config} follow from this table.
 */
public final class ScenarioKeys {

  private static final Section TOP = new Section("", "The scenario itself");

  public static final ScenarioKey<String> TITLE =
      TOP.automatic("title", new Text("TEXT"), "none", "What the scenario is, in one line");

  private static final List<Section> SECTIONS =
      List.of(
          TOP,
          ModelKeys.KEYS,
          SystemKeys.KEYS,
          PlanKeys.KEYS,
          PoolKeys.PREFILL.keys,
          PoolKeys.DECODE.keys,
          EngineKeys.KEYS,
          SchedulerKeys.KEYS,
          SpeculationKeys.KEYS,
          OffloadKeys.KEYS,
          LoadKeys.KEYS,
          TraceKeys.KEYS,
          GoodputKeys.KEYS,
          RunKeys.KEYS,
          FitKeys.KEYS,
          CostKeys.KEYS,
          EconomicsKeys.KEYS,
          UncertaintyKeys.KEYS);

  private static final Map<String, ScenarioKey<?>> BY_PATH = byPath();
  private static final List<ScenarioKey<?>> ALL = List.copyOf(BY_PATH.values());

  private ScenarioKeys() {}

  /** All keys, in the order in which they are listed. */
  public static List<ScenarioKey<?>> all() {
    return ALL;
  }

  /** The key at a path, or null. */
  public static @Nullable ScenarioKey<?> at(String path) {
    return BY_PATH.get(path);
  }

  /**
   * The key that alone has this name in its section, or null: {@code seed} of {@code run.seed}.
   * Those of one pool are not meant where those for all have the same name.
   */
  public static @Nullable ScenarioKey<?> named(String name) {
    ScenarioKey<?> found = null;
    for (ScenarioKey<?> key : ALL) {
      if (key.path().endsWith("." + name) && PoolKeys.all().noneMatch(key::equals)) {
        if (found != null) {
          return null;
        }
        found = key;
      }
    }
    return found;
  }

  /** What a section of keys, such as {@code plan}, is about. */
  public static String describeSection(String name) {
    for (Section section : SECTIONS) {
      if (section.name().equals(name)) {
        return section.description();
      }
    }
    throw new IllegalArgumentException("no section " + name);
  }

  private static Map<String, ScenarioKey<?>> byPath() {
    Map<String, ScenarioKey<?>> keys = new LinkedHashMap<>();
    for (Section section : SECTIONS) {
      for (ScenarioKey<?> key : section.keys()) {
        keys.put(key.path(), key);
      }
    }
    return keys;
  }
}
