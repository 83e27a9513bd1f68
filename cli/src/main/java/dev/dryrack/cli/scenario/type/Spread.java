package dev.dryrack.cli.scenario.type;

import dev.dryrack.serving.uncertainty.Distribution;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A value that is not known: which values it may have, and how likely each is.
 *
 * @param text as it was written
 * @param distribution of the number in its canonical unit, or of the index of a choice
 * @param isChoice whether it is one of a list of values
 * @param values the value of a number or index
 * @param <T> what a value is in Java
 */
public record Spread<T>(
    String text, Distribution distribution, boolean isChoice, DoubleFunction<T> values) {

  /** The value below which it is with a probability; of a choice, one of as many equal parts. */
  public T at(double probability) {
    return values.apply(distribution.quantile(probability));
  }

  /** The median; of a choice, the first value. */
  public T centre() {
    return isChoice ? values.apply(0) : at(0.5);
  }

  static <T> Spread<T> choice(String text, List<T> values) {
    List<T> all = List.copyOf(values);
    return new Spread<>(
        text, new Distribution.OneOf(all.size()), true, index -> all.get((int) index));
  }
}
