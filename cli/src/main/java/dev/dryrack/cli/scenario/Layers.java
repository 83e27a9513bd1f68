package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.Origin.Layer;
import dev.dryrack.cli.scenario.ScenarioRules.Exclusion;
import dev.dryrack.cli.scenario.ScenarioRules.Replacement;
import dev.dryrack.cli.scenario.ScenarioRules.Requirement;
import dev.dryrack.cli.scenario.type.SpreadText;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts the layers of a scenario on top of each other: defaults &lt; files &lt; environment &lt;
 * {@code --set} &lt; flags. Every mistake of every layer is noted and told at once.
 *
 * <p>Call the methods in the order of the layers.
 */
public final class Layers {

  /** Variables that start like a key's but are the start script's. */
  private static final Set<String> RESERVED_VARIABLES = Set.of("DRYRACK_JAVA_OPTS");

  private static final String PREFIX = "DRYRACK_";

  private final Problems problems = new Problems();
  private final Map<String, Setting<?>> merged = new LinkedHashMap<>();
  private final List<Setting<?>> commandLine = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<ScenarioKey<?>> unreadable = new HashSet<>();

  /**
   * Adds a file.
   *
   * @param name what messages call it
   * @param text its content
   * @param directory what relative paths in it start from
   * @throws FactException if it is not YAML
   */
  public void addFile(String name, String text, Path directory) {
    addLayer(ScenarioFile.read(name, text, directory, problems, unreadable));
  }

  /** Adds the environment variables whose names begin with {@code DRYRACK_}. */
  public void addEnvironment(Map<String, String> environment) {
    Map<String, ScenarioKey<?>> known = new LinkedHashMap<>();
    for (ScenarioKey<?> key : ScenarioKeys.all()) {
      known.put(key.variable(), key);
    }
    List<Setting<?>> layer = new ArrayList<>();
    for (var variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(PREFIX) || RESERVED_VARIABLES.contains(name)) {
        continue;
      }
      Origin origin = Origin.of(Layer.ENVIRONMENT, name);
      ScenarioKey<?> key = known.get(name);
      if (key == null) {
        problems.add(origin.place(), "is not a key of a scenario" + variableMeant(name, known));
      } else {
        addParsed(key, variable.getValue(), origin, layer);
      }
    }
    addLayer(layer);
  }

  /** Adds the value of a {@code --set path=value}. */
  public void addSet(String assignment) {
    addSet("--set", assignment);
  }

  /**
   * Adds the value of a {@code path=value}.
   *
   * @param flag what brought it, for messages
   */
  public void addSet(String flag, String assignment) {
    int equals = assignment.indexOf('=');
    Origin origin = Origin.of(Layer.SET, flag + " " + assignment);
    if (equals < 1) {
      problems.add(origin.place(), "is not path=value; write it like " + flag + " plan.tp=8");
      return;
    }
    String path = assignment.substring(0, equals).strip();
    ScenarioKey<?> key = ScenarioKeys.at(path);
    if (key == null) {
      List<String> paths = ScenarioKeys.all().stream().<String>map(ScenarioKey::path).toList();
      ScenarioKey<?> moved = ScenarioKeys.named(path.substring(path.lastIndexOf('.') + 1));
      String meant =
          moved == null ? didYouMean(path, paths) : "; did you mean '" + moved.path() + "'?";
      problems.add(origin.place(), "there is no key '" + path + "' in a scenario" + meant);
    } else {
      addParsed(key, assignment.substring(equals + 1).strip(), origin, commandLine);
    }
  }

  /** Adds assignments on top of all layers so far, as a layer of their own. */
  public void addChanges(List<String> assignments) {
    addLayer(commandLine);
    commandLine.clear();
    assignments.forEach(this::addSet);
  }

  /** Adds the value of a flag. */
  public void addFlag(ScenarioKey<?> key, String flag, String text) {
    addParsed(key, text, Origin.of(Layer.FLAG, flag), commandLine);
  }

  /** Notes a mistake in a flag that is not a key's own. */
  public void addProblem(String flag, String message) {
    problems.add(Origin.of(Layer.FLAG, flag).place(), message);
  }

  /** Whether anything so far says which model is meant. */
  public boolean namesModel() {
    List<Setting<?>> all = new ArrayList<>(merged.values());
    all.addAll(commandLine);
    return all.stream()
        .anyMatch(
            setting ->
                setting.key().equals(ModelKeys.MODEL) || setting.key().equals(ModelKeys.PARAMS));
  }

  /**
   * The scenario that all layers make together.
   *
   * @throws FactException with everything that is wrong
   */
  public Scenario resolve() {
    return resolve(ScenarioCheck.NONE);
  }

  /**
   * The same, with what a check finds among the mistakes.
   *
   * @throws FactException with everything that is wrong
   */
  public Scenario resolve(ScenarioCheck meaning) {
    addLayer(commandLine);
    for (Exclusion rule : ScenarioRules.EXCLUSIONS) {
      if (rule.isStrict()) {
        refuseBoth(rule, merged.values());
      }
    }
    for (Requirement rule : ScenarioRules.REQUIREMENTS) {
      check(rule);
    }
    Scenario scenario = new Scenario(merged, notes);
    meaning.check(scenario, unreadable::contains, problems);
    problems.throwIfAny();
    return scenario;
  }

  /**
   * Tells what is wrong with the layers so far, each by itself; whether a key lacks another that it
   * needs shows only in {@link #resolve()}.
   */
  void throwIfAnyProblem() {
    problems.throwIfAny();
  }

  private <T> void addParsed(
      ScenarioKey<T> key, String text, Origin origin, List<Setting<?>> layer) {
    try {
      layer.add(
          SpreadText.isSpread(key.type(), text)
              ? Setting.uncertain(key, SpreadText.read(key.type(), key.type()::parse, text), origin)
              : new Setting<>(key, key.type().parse(text), origin));
    } catch (IllegalArgumentException e) {
      unreadable.add(key);
      problems.add(origin.place(), String.valueOf(e.getMessage()));
    }
  }

  private void addLayer(List<Setting<?>> layer) {
    for (Exclusion rule : ScenarioRules.EXCLUSIONS) {
      drop(rule.left(), rule.right(), rule.reason(), layer);
      if (!rule.isStrict()) {
        refuseBoth(rule, layer);
        drop(rule.right(), rule.left(), rule.reason(), layer);
      }
    }
    for (Replacement rule : ScenarioRules.REPLACEMENTS) {
      if (!repeats(rule.choices(), layer)) {
        drop(rule.choices(), rule.details(), rule.reason(), layer);
      }
    }
    for (Setting<?> setting : layer) {
      merged.put(setting.key().path(), setting);
    }
  }

  private void refuseBoth(Exclusion rule, Collection<Setting<?>> layer) {
    List<Setting<?>> left = of(rule.left(), layer);
    for (Setting<?> right : of(rule.right(), layer)) {
      if (!left.isEmpty()) {
        problems.add(
            right.origin().place(),
            "has no effect with "
                + left.get(0).origin().name()
                + ": "
                + rule.reason()
                + "; leave one of them out");
      }
    }
  }

  /** Drops what lower layers say about {@code losers} if this layer sets one of {@code winners}. */
  private void drop(
      List<ScenarioKey<?>> winners,
      List<ScenarioKey<?>> losers,
      String reason,
      List<Setting<?>> layer) {
    List<Setting<?>> setters = of(winners, layer);
    if (setters.isEmpty()) {
      return;
    }
    List<String> dropped = new ArrayList<>();
    for (ScenarioKey<?> loser : losers) {
      if (merged.remove(loser.path()) != null) {
        dropped.add(loser.path());
      }
    }
    if (!dropped.isEmpty()) {
      notes.add(
          String.join(", ", dropped)
              + " of a lower layer dropped by "
              + setters.get(0).origin().name()
              + ": "
              + reason);
    }
  }

  /** Whether this layer only chooses again what lower layers chose. */
  private boolean repeats(List<ScenarioKey<?>> choices, List<Setting<?>> layer) {
    return of(choices, layer).stream()
        .allMatch(
            setting -> {
              Setting<?> below = merged.get(setting.key().path());
              return below != null && isSame(setting.key(), below.value(), setting.value());
            });
  }

  private static boolean isSame(ScenarioKey<?> key, Object below, Object above) {
    if (below.equals(above) || !key.equals(SystemKeys.SYSTEM)) {
      return below.equals(above);
    }
    try {
      SystemCatalog catalog = SystemCatalog.builtIn();
      String first = catalog.system((String) below).id();
      return first.equals(catalog.system((String) above).id());
    } catch (IllegalArgumentException | FactException unknown) {
      return false;
    }
  }

  private static List<Setting<?>> of(List<ScenarioKey<?>> keys, Collection<Setting<?>> layer) {
    return layer.stream().filter(setting -> keys.contains(setting.key())).toList();
  }

  private void check(Requirement rule) {
    if (rule.needed().stream()
        .anyMatch(key -> merged.containsKey(key.path()) || unreadable.contains(key))) {
      return;
    }
    String needed =
        String.join(" or ", rule.needed().stream().map(key -> key.flags().get(0)).toList());
    for (ScenarioKey<?> key : rule.keys()) {
      Setting<?> setting = merged.get(key.path());
      if (setting != null) {
        problems.add(
            setting.origin().place(),
            "has no effect without "
                + needed
                + ": "
                + rule.reason()
                + "; add it, or leave this out");
      }
    }
  }

  /** The variable of the same key in another section, else the one spelt most alike. */
  private static String variableMeant(String name, Map<String, ScenarioKey<?>> known) {
    for (String variable : known.keySet()) {
      int section = variable.indexOf('_', PREFIX.length());
      if (section > 0 && name.endsWith(variable.substring(section))) {
        boolean whole =
            name.indexOf('_', PREFIX.length()) == name.length() - variable.length() + section;
        if (whole && PoolKeys.all().noneMatch(key -> key.variable().equals(variable))) {
          return "; did you mean '" + variable + "'?";
        }
      }
    }
    return didYouMean(name, known.keySet());
  }

  private static String didYouMean(String word, Collection<String> known) {
    return Suggestion.closest(word, known)
        .map(best -> "; did you mean '" + best + "'?")
        .orElse("; 'dryrack run --show-config' lists all");
  }
}
