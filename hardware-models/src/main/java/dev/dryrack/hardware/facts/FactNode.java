package dev.dryrack.hardware.facts;

/** A value in a file of facts, with its place: a scalar, a list or a map. Immutable. */
public sealed interface FactNode permits FactScalar, FactList, FactMap {

  FactPosition position();

  /** {@code file:line:column} of the value's first character. */
  default String location() {
    return position().location();
  }

  /** Keys and indices from the top of the file; empty at the top. */
  default String path() {
    return position().path();
  }

  /** What it is, for messages: {@code a list}, {@code text}, {@code a number}, ... */
  String kind();
}
