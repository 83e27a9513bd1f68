package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Something made of a name and parameters, {@code name:key=value,key=value}, the same in a flag and
 * in a file; or of a single number or quantity.
 *
 * @param placeholder what stands for it in help
 * @param examples how it can be written
 * @param names that it can begin with
 * @param plain what a value without a name means; null if it means nothing
 * @param maker makes it of what is written; throws IllegalArgumentException saying what is wrong
 * @param <T> what is made
 */
public record Formula<T>(
    String placeholder,
    List<String> examples,
    List<String> names,
    @Nullable Plain<?, T> plain,
    Function<FormulaCall, T> maker)
    implements KeyType<Formula.Made<T>> {

  /**
   * What a value without a name means.
   *
   * @param type how it is written
   * @param maker what is made of it
   * @param <V> what the value is in Java
   * @param <T> what is made
   */
  public record Plain<V, T>(KeyType<V> type, Function<V, T> maker) {
    T parse(String text) {
      return maker.apply(type.parse(text));
    }

    T read(FactNode node) {
      return maker.apply(type.read(node));
    }
  }

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
    if (plain != null && !isCall(text)) {
      return new Made<>(text.strip(), plain.parse(text));
    }
    try {
      FormulaCall call = FormulaCall.of(text);
      if (!names.contains(call.name())) {
        throw call.unknown(names);
      }
      T value = maker.apply(call);
      call.finish();
      return new Made<>(text.strip(), value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is wrong: " + e.getMessage() + "; " + example(), e);
    }
  }

  private static boolean isCall(String text) {
    return text.strip().matches("(?s)[a-z]+(-[a-z]+)*(:.*)?");
  }

  private String example() {
    return "write it like " + String.join(" or ", examples);
  }

  @Override
  public Made<T> read(FactNode node) {
    if (node instanceof FactScalar scalar && scalar.text().indexOf(':') > 0) {
      return parse(scalar.text());
    }
    if (plain == null || !(node instanceof FactScalar scalar)) {
      throw new IllegalArgumentException("is " + node.kind() + "; " + example());
    }
    return new Made<>(scalar.text(), plain.read(node));
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> named =
        SchemaNode.of(
            "type",
            "string",
            "pattern",
            "^\\s*(" + String.join("|", names) + "):[^=]+=",
            "examples",
            examples.stream().filter(Formula::isCall).toList());
    return plain == null ? named : SchemaNode.of("anyOf", List.of(plain.type().schema(), named));
  }
}
