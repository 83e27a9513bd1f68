package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Something made of a name and parameters, {@code name:key=value,key=value}, the same in a flag and
 * in a file; or of a single number or quantity.
 *
 * @param placeholder what stands for it in help
 * @param examples how it can be written
 * @param maker makes it of what is written; throws IllegalArgumentException saying what is wrong
 * @param <T> what is made
 */
public record Formula<T>(String placeholder, List<String> examples, Function<FormulaCall, T> maker)
    implements KeyType<Formula.Made<T>> {

  /**
   * What was made, and of what; equal where the texts are.
   *
   * @param <T> what is made
   */
  public static final class Made<T> {
    private final String text;
    private final T value;

    private Made(String text, T value) {
      this.text = text;
      this.value = value;
    }

    /** What was made. */
    public T value() {
      return value;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Made<?> made && made.text.equals(text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Override
  public Made<T> parse(String text) {
    FormulaCall call = FormulaCall.of(text);
    try {
      T value = maker.apply(call);
      call.finish();
      return new Made<>(text.strip(), value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "': " + e.getMessage() + "; write it like " + String.join(" or ", examples),
          e);
    }
  }

  @Override
  public Made<T> read(FactNode node) {
    if (!(node instanceof FactScalar scalar) || scalar.isNull() || scalar.asBoolean() != null) {
      throw new IllegalArgumentException(
          "is " + node.kind() + "; write it like " + String.join(" or ", examples));
    }
    return parse(scalar.text());
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> text = SchemaNode.of("type", List.of("string", "number"));
    text.put("examples", examples);
    return text;
  }
}
