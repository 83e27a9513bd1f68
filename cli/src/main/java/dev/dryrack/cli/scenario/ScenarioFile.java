package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Spread;
import dev.dryrack.cli.scenario.type.SpreadText;
import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactPosition;
import dev.dryrack.hardware.facts.FactScalar;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import dev.dryrack.workload.profile.Profiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the settings of one scenario file; notes everything that is wrong with it. */
final class ScenarioFile {

  private final Path directory;
  private final Problems problems;
  private final Set<ScenarioKey<?>> unreadable;
  private final List<Setting<?>> settings = new ArrayList<>();

  private ScenarioFile(Path directory, Problems problems, Set<ScenarioKey<?>> unreadable) {
    this.directory = directory;
    this.problems = problems;
    this.unreadable = unreadable;
  }

  /**
   * The settings of a file.
   *
   * @param name what messages call the file
   * @param text its content
   * @param directory what relative paths in it start from
   * @param problems where mistakes are noted
   * @param unreadable where keys are noted whose value is a mistake
   * @throws FactException if it is not YAML at all
   */
  static List<Setting<?>> read(
      String name, String text, Path directory, Problems problems, Set<ScenarioKey<?>> unreadable) {
    ScenarioFile file = new ScenarioFile(directory, problems, unreadable);
    FactNode root = FactDocument.parse(name, text, problems);
    if (root instanceof FactMap map) {
      file.readMap("", map);
    } else {
      problems.add(
          root, "is " + root.kind() + "; a scenario is a map such as 'model: {id: kimi-k3}'");
    }
    return file.settings;
  }

  private void readMap(String prefix, FactMap map) {
    for (var entry : map.entries().entrySet()) {
      String path = prefix.isEmpty() ? entry.getKey() : prefix + '.' + entry.getKey();
      FactNode value = entry.getValue().value();
      ScenarioKey<?> key = ScenarioKeys.at(path);
      if (key != null) {
        readSetting(key, value);
      } else if (!childrenOf(path).isEmpty()) {
        if (value instanceof FactMap group) {
          readMap(path, group);
        } else {
          problems.add(
              value,
              "is " + value.kind() + "; write a map of " + String.join(", ", childrenOf(path)));
        }
      } else {
        FactPosition place = entry.getValue().keyPosition();
        ScenarioKey<?> moved = ScenarioKeys.named(entry.getKey());
        problems.add(
            place,
            moved == null
                ? "is unknown; " + Suggestion.remedy(entry.getKey(), childrenOf(prefix))
                : "is unknown here; did you mean '" + moved.path() + "'?");
      }
    }
  }

  private <T> void readSetting(ScenarioKey<T> key, FactNode node) {
    try {
      Origin origin = new Origin(Origin.Layer.FILE, node.position());
      if (node instanceof FactScalar scalar && SpreadText.isSpread(key.type(), scalar.text())) {
        Spread<T> spread =
            SpreadText.read(key.type(), part -> single(key, part, node), scalar.text());
        settings.add(Setting.uncertain(key, spread, origin));
      } else {
        settings.add(new Setting<>(key, relocate(key, key.type().read(node)), origin));
      }
    } catch (IllegalArgumentException e) {
      unreadable.add(key);
      problems.add(node, String.valueOf(e.getMessage()));
    }
  }

  private <T> T single(ScenarioKey<T> key, String text, FactNode node) {
    return relocate(key, key.type().read(new FactScalar(node.position(), text, false)));
  }

  /** Paths of files in a scenario start from the scenario's own directory. */
  @SuppressWarnings("unchecked") // the value stays what it was: a text, or a list of texts
  private <T> T relocate(ScenarioKey<T> key, T value) {
    boolean profile = key.equals(LoadKeys.PROFILE) && !Profiles.names().contains(value);
    boolean calibration = key.equals(EngineKeys.CALIBRATION);
    if (profile || calibration || (key.equals(ModelKeys.MODEL) && isFile(value))) {
      return (T) directory.resolve((String) value).toString();
    }
    if (key.equals(SystemKeys.SYSTEM_FILES) || key.equals(LoadKeys.TRACE)) {
      List<String> moved = new ArrayList<>();
      for (String file : (List<String>) value) {
        boolean standardInput = file.equals("-") && key.equals(LoadKeys.TRACE);
        moved.add(standardInput ? file : directory.resolve(file).toString());
      }
      return (T) moved;
    }
    return value;
  }

  private static boolean isFile(Object model) {
    return ((String) model).endsWith(".json");
  }

  /** The names one level below a path: groups and keys. */
  static Set<String> childrenOf(String path) {
    String prefix = path.isEmpty() ? "" : path + '.';
    Set<String> names = new LinkedHashSet<>();
    for (ScenarioKey<?> key : ScenarioKeys.all()) {
      if (key.path().startsWith(prefix)) {
        String rest = key.path().substring(prefix.length());
        int dot = rest.indexOf('.');
        names.add(dot < 0 ? rest : rest.substring(0, dot));
      }
    }
    return names;
  }
}
