package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.ScenarioRules.Exclusion;
import dev.dryrack.cli.scenario.type.Measured;
import dev.dryrack.cli.scenario.type.SchemaNode;
import dev.dryrack.cli.scenario.type.SpreadText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema of scenario files, for editors: made from {@link ScenarioKeys} and the exclusions
 * of {@link ScenarioRules}, so that it accepts what the reader of files accepts.
 */
public final class ScenarioSchema {

  private ScenarioSchema() {}

  /** The schema as a tree of maps, lists, texts and numbers. */
  public static Map<String, Object> tree() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "dryrack scenario");
    schema.put("description", "What dryrack simulates. Dimensioned values carry their unit.");
    schema.putAll(object(""));
    List<Object> exclusions = new ArrayList<>();
    for (Exclusion rule : ScenarioRules.EXCLUSIONS) {
      exclusions.add(
          SchemaNode.of(
              "not",
              SchemaNode.of("allOf", List.of(anyOf(rule.left()), anyOf(rule.right()))),
              "description",
              "Not both: " + rule.reason()));
    }
    schema.put("allOf", exclusions);
    return schema;
  }

  private static Map<String, Object> object(String path) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String name : ScenarioFile.childrenOf(path)) {
      String child = path.isEmpty() ? name : path + '.' + name;
      ScenarioKey<?> key = ScenarioKeys.at(child);
      properties.put(name, key == null ? group(child) : property(key));
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("additionalProperties", false);
    object.put("properties", properties);
    return object;
  }

  private static Map<String, Object> group(String path) {
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("description", ScenarioKeys.describeSection(path));
    group.putAll(object(path));
    return group;
  }

  private static Map<String, Object> property(ScenarioKey<?> key) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("description", key.help());
    property.putAll(key.type().schema());
    return SpreadText.isSpread(key.type(), "choice(a, b)") ? uncertain(key, property) : property;
  }

  /** A value, or what it may be; only the reader of files knows whether that makes sense. */
  private static Map<String, Object> uncertain(ScenarioKey<?> key, Map<String, Object> known) {
    known.remove("description");
    boolean number = key.type() instanceof Measured;
    Map<String, Object> spread =
        SchemaNode.of(
            "type", "string", "pattern", number ? SpreadText.PATTERN : SpreadText.CHOICE_PATTERN);
    return SchemaNode.of(
        "description", key.help(), "anyOf", List.of(new LinkedHashMap<>(known), spread));
  }

  /** A document in which at least one of the keys is set. */
  private static Map<String, Object> anyOf(List<ScenarioKey<?>> keys) {
    List<Object> present = new ArrayList<>();
    for (ScenarioKey<?> key : keys) {
      present.add(present(key.path()));
    }
    return SchemaNode.of("anyOf", present);
  }

  private static Map<String, Object> present(String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return SchemaNode.of("required", List.of(path));
    }
    String group = path.substring(0, dot);
    return SchemaNode.of(
        "required",
        List.of(group),
        "properties",
        SchemaNode.of(group, present(path.substring(dot + 1))));
  }
}
