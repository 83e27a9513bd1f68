package dev.dryrack.cli.scenario;

import dev.dryrack.cli.scenario.type.Spread;
import org.jspecify.annotations.Nullable;

/**
 * A key that somebody set.
 *
 * @param key which
 * @param value to what
 * @param origin by whom
 * @param spread what it may be; null if it is known. {@code value} is its median, or first choice
 * @param <T> what a value is in Java
 */
public record Setting<T>(ScenarioKey<T> key, T value, Origin origin, @Nullable Spread<T> spread) {

  /** One whose value is known. */
  public Setting(ScenarioKey<T> key, T value, Origin origin) {
    this(key, value, origin, null);
  }

  static <T> Setting<T> uncertain(ScenarioKey<T> key, Spread<T> spread, Origin origin) {
    return new Setting<>(key, spread.centre(), origin, spread);
  }

  /** The same with the value it has at a probability. */
  Setting<T> at(double probability) {
    return spread == null ? this : new Setting<>(key, spread.at(probability), origin);
  }

  /** The same with its median, or first choice. */
  public Setting<T> centred() {
    return new Setting<>(key, value, origin);
  }

  /** The value as one would write it. */
  public String print() {
    return spread == null ? key.type().print(value) : spread.text();
  }
}
