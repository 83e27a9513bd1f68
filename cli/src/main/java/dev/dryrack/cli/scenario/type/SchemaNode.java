package dev.dryrack.cli.scenario.type;

import java.util.LinkedHashMap;
import java.util.Map;

/** A node of a JSON Schema, as a map in the order in which it is published. */
public final class SchemaNode {

  private SchemaNode() {}

  /** The node of names and values in turn; it can be added to. */
  public static Map<String, Object> of(Object... namesAndValues) {
    Map<String, Object> node = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      node.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return node;
  }
}
