package dev.dryrack.cli.scenario;

/**
 * A key that somebody set.
 *
 * @param key which
 * @param value to what
 * @param origin by whom
 * @param <T> what a value is in Java
 */
public record Setting<T>(ScenarioKey<T> key, T value, Origin origin) {

  /** The value as one would write it. */
  public String print() {
    return key.type().print(value);
  }
}
