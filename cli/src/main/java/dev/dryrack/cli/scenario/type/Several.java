package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactList;
import dev.dryrack.hardware.facts.FactNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Several values of one type, in order; in a flag, environment variable or {@code --set}, parted by
 * commas.
 */
public record Several<T>(KeyType<T> item) implements KeyType<List<T>> {

  @Override
  public List<T> parse(String text) {
    List<T> items = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        throw new IllegalArgumentException("has an empty item; write a,b,c");
      }
      items.add(item.parse(part.strip()));
    }
    return items;
  }

  @Override
  public List<T> read(FactNode node) {
    if (!(node instanceof FactList list) || list.items().isEmpty()) {
      throw new IllegalArgumentException("is " + node.kind() + "; write a list like [a, b]");
    }
    List<T> items = new ArrayList<>();
    for (FactNode each : list.items()) {
      items.add(item.read(each));
    }
    return items;
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of("type", "array", "minItems", 1, "items", item.schema());
  }

  @Override
  public String placeholder() {
    return item.placeholder() + ",...";
  }

  @Override
  public String print(List<T> value) {
    StringBuilder text = new StringBuilder();
    for (T each : value) {
      text.append(text.isEmpty() ? "" : ",").append(item.print(each));
    }
    return text.toString();
  }
}
