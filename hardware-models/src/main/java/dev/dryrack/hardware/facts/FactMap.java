package dev.dryrack.hardware.facts;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map from keys to values.
 *
 * @param position of its first character
 * @param entries by key, in the file's order
 */
public record FactMap(FactPosition position, Map<String, Entry> entries) implements FactNode {

  /**
   * A value and where its key stands.
   *
   * @param keyPosition place of the key
   * @param value what the key is set to
   */
  public record Entry(FactPosition keyPosition, FactNode value) {}

  public FactMap {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  @Override
  public String kind() {
    return "a map";
  }
}
