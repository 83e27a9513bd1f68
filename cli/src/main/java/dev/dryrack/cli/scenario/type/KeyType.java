package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import java.util.Map;

/**
 * The values a key of a scenario can have: how they are written, checked, published in the schema
 * and printed. A binder and a schema that both come from here cannot disagree about what they
 * share; tests hold the rest.
 *
 * @param <T> what a value is in Java
 */
public interface KeyType<T> {

  /**
   * The value written in a flag, an environment variable or {@code --set}.
   *
   * @throws IllegalArgumentException saying what must be written instead
   */
  T parse(String text);

  /**
   * The value written in a file.
   *
   * @throws IllegalArgumentException saying what must be written instead
   */
  T read(FactNode node);

  /** The JSON Schema of the value as it is written in a file. */
  Map<String, Object> schema();

  /** What stands for the value in help, such as {@code N}. */
  String placeholder();

  /** The value as one would write it. */
  default String print(T value) {
    return value.toString();
  }

  /** Whether a flag of this type stands alone, without a value. */
  default boolean isSwitch() {
    return false;
  }

  /** Whether a flag of this type takes several values. */
  default boolean isList() {
    return false;
  }
}
