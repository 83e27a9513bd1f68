package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.ScenarioKeys;
import dev.dryrack.cli.scenario.Setting;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every key of a scenario, its value and where that is from. */
public final class ConfigView {

  private ConfigView() {}

  /** A table of all keys. */
  public static Report of(Scenario scenario) {
    Table table = new Table("key", "value [from]");
    Table data = new Table("key", "value", "from");
    Map<String, Object> facts = new LinkedHashMap<>();
    for (ScenarioKey<?> key : ScenarioKeys.all()) {
      String value = value(key, scenario);
      String from = scenario.place(key);
      table.row(key.path(), value + " [" + from + "]");
      data.row(key.path(), value, from);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("value", value);
      row.put("from", from);
      facts.put(key.path(), row);
    }
    return new Report()
        .table(table)
        .data(data)
        .fact("schema", "dryrack-config/1")
        .fact("dryrack", Version.number())
        .fact("config", facts);
  }

  private static <T> String value(ScenarioKey<T> key, Scenario scenario) {
    Setting<T> setting = scenario.setting(key);
    if (setting != null) {
      return setting.print();
    }
    T fallback = key.fallback();
    return fallback == null ? "(" + key.automatic() + ")" : key.type().print(fallback);
  }

  /** Only what somebody set, as a scenario's paths and values: for manifests. */
  public static Map<String, Object> settings(Scenario scenario) {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (Setting<?> setting : scenario.settings()) {
      facts.put(setting.key().path(), setting.print());
    }
    return facts;
  }
}
