package dev.dryrack.cli.scenario.type;

/**
 * A kind of value that is a number, so that it can be uncertain.
 *
 * @param <T> what a value is in Java
 */
public interface Measured<T extends Number> extends KeyType<T> {

  /**
   * The value nearest to a number in the canonical unit.
   *
   * @throws IllegalArgumentException if there is none, saying what must be written instead
   */
  T at(double number);
}
