package dev.dryrack.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A parsed JSON object, read by a YAML parser, of which JSON is a part. */
public final class Json {

  private final Map<?, ?> map;

  private Json(Map<?, ?> map) {
    this.map = map;
  }

  /** Reads an object. */
  public static Json parse(String text) {
    return new Json((Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  /** Its keys, in the order of the text. */
  public List<String> keys() {
    return map.keySet().stream().map(String::valueOf).toList();
  }

  /** The number at a path of keys. */
  public double number(String key, String... below) {
    if (below.length == 0) {
      return ((Number) value(key)).doubleValue();
    }
    return map(key).number(below[0], Arrays.copyOfRange(below, 1, below.length));
  }

  public String text(String key) {
    return (String) value(key);
  }

  public boolean flag(String key) {
    return (Boolean) value(key);
  }

  /** The objects of a list of objects. */
  public List<Json> objects(String key) {
    return list(key).stream().map(item -> new Json((Map<?, ?>) item)).toList();
  }

  public List<?> list(String key) {
    return (List<?>) value(key);
  }

  public Json map(String key) {
    return new Json((Map<?, ?>) value(key));
  }

  /** Whether a key is there and is null. */
  public boolean isNull(String key) {
    return map.containsKey(key) && map.get(key) == null;
  }

  private Object value(String key) {
    Object value = map.get(key);
    if (value == null) {
      throw new AssertionError("no value of '" + key + "' among " + map.keySet());
    }
    return value;
  }
}
