package dev.dryrack.cli.scenario;

import dev.dryrack.hardware.facts.FactPosition;

/**
 * Where a value comes from.
 *
 * @param layer which layer; a later one wins
 * @param place for people: {@code file:line:column}, a variable's or a flag's name
 */
public record Origin(Layer layer, FactPosition place) {

  /** The layers, weakest first. */
  public enum Layer {
    DEFAULT,
    FILE,
    ENVIRONMENT,
    SET,
    FLAG
  }

  static Origin of(Layer layer, String name) {
    return new Origin(layer, new FactPosition(name, 0, 0, ""));
  }

  /** What set it, for messages: a flag, a variable, or a key of a file. */
  public String name() {
    return place.path().isEmpty() ? text() : place.path() + " (" + text() + ")";
  }

  /** Such as {@code scenario.yaml:3:5}, {@code DRYRACK_PLAN_TP}, {@code --tp}, {@code default}. */
  public String text() {
    return place.location();
  }
}
