package dev.dryrack.cli.scenario;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.scenario.type.SpreadText;
import dev.dryrack.hardware.facts.FactPosition;
import dev.dryrack.hardware.facts.FactReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked of a simulation: a value for every key that has one, and where it is from. */
public final class Scenario {

  private final Map<String, Setting<?>> settings;
  private final List<String> notes;
  private final @Nullable ScenarioUse use;

  Scenario(Map<String, Setting<?>> settings, List<String> notes) {
    this(settings, List.copyOf(notes), null);
  }

  private Scenario(
      Map<String, Setting<?>> settings, List<String> notes, @Nullable ScenarioUse use) {
    this.settings = settings;
    this.notes = notes;
    this.use = use;
  }

  /** The same, which notes what of it, and of what is made of it, is looked at. */
  public Scenario watched(ScenarioUse by) {
    return new Scenario(settings, notes, by);
  }

  /**
   * A scenario as a manifest recorded it: by path, a {@code value} as {@link Setting#print} wrote
   * it, and where it was {@code from}. What is wrong is noted in the reader's problems.
   */
  public static Scenario recorded(FactReader settings) {
    Map<String, Setting<?>> read = new LinkedHashMap<>();
    settings
        .maps()
        .forEach(
            (path, row) -> {
              ScenarioKey<?> key = ScenarioKeys.at(path);
              String value = row.string("value");
              String from = row.string("from");
              row.finish();
              if (key == null) {
                row.problems().add(row.position(), "there is no key '" + path + "' any more");
                return;
              }
              try {
                read.put(path, recorded(key, value, from));
              } catch (IllegalArgumentException e) {
                row.problem("value", String.valueOf(e.getMessage()));
              }
            });
    return new Scenario(read, List.of());
  }

  private static <T> Setting<T> recorded(ScenarioKey<T> key, String value, String from) {
    Origin origin = Origin.of(Origin.Layer.FILE, from);
    return SpreadText.isSpread(key.type(), value)
        ? Setting.uncertain(key, SpreadText.read(key.type(), key.type()::parse, value), origin)
        : new Setting<>(key, key.type().parse(value), origin);
  }

  /** The value that was set, else the key's fallback, else null. */
  public <T> @Nullable T find(ScenarioKey<T> key) {
    Setting<T> setting = setting(key);
    return setting == null ? key.fallback() : setting.value();
  }

  /** The value that was set, else the key's fallback, which must exist. */
  public <T> T get(ScenarioKey<T> key) {
    T value = find(key);
    if (value == null) {
      throw new IllegalStateException(key.path() + " has neither a value nor a fallback");
    }
    return value;
  }

  /** The value of a key, or another one where it has none. */
  public <T> T getOr(ScenarioKey<T> key, T other) {
    T value = find(key);
    return value == null ? other : value;
  }

  /** Whether somebody set the key. */
  public boolean isSet(ScenarioKey<?> key) {
    return settings.containsKey(key.path());
  }

  /** Whether the command line itself sets the key, not only a file or the environment. */
  public boolean isAskedForHere(ScenarioKey<?> key) {
    Setting<?> setting = stored(key);
    return setting != null && setting.origin().layer().compareTo(Origin.Layer.SET) >= 0;
  }

  /** The setting of a key, null if nobody set it. */
  public <T> @Nullable Setting<T> setting(ScenarioKey<T> key) {
    Setting<T> setting = stored(key);
    if (use != null && setting != null) {
      use.read(key);
    }
    return setting;
  }

  @SuppressWarnings("unchecked") // a setting is stored under the path of its own key
  private <T> @Nullable Setting<T> stored(ScenarioKey<T> key) {
    return (Setting<T>) settings.get(key.path());
  }

  /** Where the value of a key is from, for messages: {@code --tp}, {@code file.yaml:3:5}. */
  public String place(ScenarioKey<?> key) {
    Setting<?> setting = settings.get(key.path());
    return setting == null ? "default" : setting.origin().text();
  }

  /** What is wrong with the value of a key, told with the place where it was written. */
  public UsageException mistake(ScenarioKey<?> key, String reason) {
    return new UsageException(position(key), reason);
  }

  /** Where the value of a key was written. */
  public FactPosition position(ScenarioKey<?> key) {
    Setting<?> setting = settings.get(key.path());
    return setting == null
        ? Origin.of(Origin.Layer.DEFAULT, "default").place()
        : setting.origin().place();
  }

  /** All settings, in the order of the keys. */
  public List<Setting<?>> settings() {
    List<Setting<?>> ordered = new ArrayList<>();
    for (ScenarioKey<?> key : ScenarioKeys.all()) {
      Setting<?> setting = settings.get(key.path());
      if (setting != null) {
        ordered.add(setting);
      }
    }
    return ordered;
  }

  /** The settings whose values are not known, in the order of the keys. */
  public List<Setting<?>> uncertain() {
    return settings().stream().filter(setting -> setting.spread() != null).toList();
  }

  /** The same with all values known: medians, and first choices. */
  public Scenario centred() {
    Map<String, Setting<?>> known = new LinkedHashMap<>(settings);
    known.replaceAll((path, setting) -> setting.centred());
    return new Scenario(known, notes, use);
  }

  /**
   * The same with the values that uncertain settings have at some probabilities.
   *
   * @param changed some of {@link #uncertain()}
   * @param probabilities as many, each from 0 to 1
   */
  public Scenario at(List<Setting<?>> changed, double[] probabilities) {
    Map<String, Setting<?>> known = new LinkedHashMap<>(settings);
    for (int i = 0; i < changed.size(); i++) {
      ScenarioKey<?> key = changed.get(i).key();
      known.put(key.path(), changed.get(i).at(probabilities[i]));
      if (use != null) {
        use.sampled(key);
      }
    }
    return new Scenario(known, notes, use);
  }

  /** The same with a value of the program's own. */
  public <T> Scenario with(ScenarioKey<T> key, T value) {
    Map<String, Setting<?>> changed = new LinkedHashMap<>(settings);
    Origin origin = Origin.of(Origin.Layer.DEFAULT, "default");
    changed.put(key.path(), new Setting<>(key, value, origin));
    return new Scenario(changed, notes, use);
  }

  /** The same with the fallback of a key. */
  public Scenario without(ScenarioKey<?> key) {
    Map<String, Setting<?>> changed = new LinkedHashMap<>(settings);
    changed.remove(key.path());
    return new Scenario(changed, notes, use);
  }

  /** The scenario of one pool alone: its own keys in place of those for all, and no pools. */
  public Scenario ofPool(PoolKeys pool, long replicas) {
    Map<String, Setting<?>> alone = new LinkedHashMap<>(settings);
    Setting<?> pools = settings.get(PlanKeys.POOLS.path());
    pool.own().forEach((whole, own) -> replace(alone, whole, settings.get(own.path())));
    PoolKeys.all().forEach(key -> alone.remove(key.path()));
    alone.keySet().removeAll(List.of(PlanKeys.POOLS.path(), SystemKeys.GPUS.path()));
    alone.remove(SystemKeys.RACKS.path());
    if (pools != null) {
      alone.put(
          PlanKeys.REPLICAS.path(), new Setting<>(PlanKeys.REPLICAS, replicas, pools.origin()));
    }
    return new Scenario(alone, notes);
  }

  @SuppressWarnings("unchecked") // a pool's key has the type of the key that it replaces
  private static <T> void replace(
      Map<String, Setting<?>> alone, ScenarioKey<T> whole, @Nullable Setting<?> own) {
    if (own != null) {
      Setting<T> other = (Setting<T>) own;
      alone.put(whole.path(), new Setting<>(whole, other.value(), other.origin(), other.spread()));
    }
  }

  /** What a person should know about how the layers were put together. */
  public List<String> notes() {
    return notes;
  }
}
