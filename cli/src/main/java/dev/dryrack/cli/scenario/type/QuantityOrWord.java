package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.util.List;
import java.util.Map;

/** A quantity, or a word that stands for {@code wordValue}, which no quantity has. */
public record QuantityOrWord(Quantity quantity, String word, double wordValue)
    implements KeyType<Double> {

  @Override
  public Double parse(String text) {
    if (text.equals(word)) {
      return wordValue;
    }
    return quantity.parse(text);
  }

  @Override
  public Double read(FactNode node) {
    return node instanceof FactScalar scalar && scalar.text().equals(word)
        ? (Double) wordValue
        : quantity.read(node);
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of("anyOf", List.of(quantity.schema(), SchemaNode.of("const", word)));
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
