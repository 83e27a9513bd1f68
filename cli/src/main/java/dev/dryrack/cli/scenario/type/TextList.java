package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactList;
import dev.dryrack.hardware.facts.FactNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Several texts; in a flag, environment variable or {@code --set}, parted by commas. */
public record TextList(String placeholder) implements KeyType<List<String>> {

  @Override
  public List<String> parse(String text) {
    List<String> items = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      if (item.isBlank()) {
        throw new IllegalArgumentException("has an empty item; write a,b,c");
      }
      items.add(item.strip());
    }
    return items;
  }

  @Override
  public List<String> read(FactNode node) {
    if (!(node instanceof FactList list) || list.items().isEmpty()) {
      throw new IllegalArgumentException("is " + node.kind() + "; write a list like [a, b]");
    }
    List<String> items = new ArrayList<>();
    for (FactNode item : list.items()) {
      items.add(new Text(placeholder).read(item));
    }
    return items;
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of(
        "type", "array", "minItems", 1, "items", SchemaNode.of("type", "string", "pattern", "\\S"));
  }

  @Override
  public String print(List<String> value) {
    return String.join(",", value);
  }

  @Override
  public boolean isList() {
    return true;
  }
}
