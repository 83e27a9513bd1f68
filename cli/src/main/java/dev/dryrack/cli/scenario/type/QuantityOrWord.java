package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.util.List;
import java.util.Map;

/** A quantity, or a word that stands for {@code wordValue}, which no quantity has. */
public record QuantityOrWord(Quantity quantity, String word, double wordValue)
    implements KeyType<Double> {

  private static final String ZERO = "^0 ?s$";

  @Override
  public Double parse(String text) {
    if (text.equals(word)) {
      return wordValue;
    }
    return text.matches(ZERO) ? (Double) 0.0 : quantity.parse(text);
  }

  @Override
  public Double read(FactNode node) {
    return node instanceof FactScalar scalar
            && (scalar.text().equals(word) || scalar.text().matches(ZERO))
        ? parse(scalar.text())
        : quantity.read(node);
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of(
        "anyOf",
        List.of(
            quantity.schema(),
            SchemaNode.of("const", word),
            SchemaNode.of("type", "string", "pattern", ZERO)));
  }

  @Override
  public String placeholder() {
    return quantity.placeholder() + "|" + word;
  }

  @Override
  public String print(Double value) {
    return value == wordValue ? word : quantity.print(value);
  }
}
