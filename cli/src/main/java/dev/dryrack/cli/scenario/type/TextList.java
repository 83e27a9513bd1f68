package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactList;
import dev.dryrack.hardware.facts.FactNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Several texts; in a flag, environment variable or {@code --set}, parted by commas.
 *
 * @param plainText whether a file may give a single text without brackets
 */
public record TextList(String placeholder, boolean plainText) implements KeyType<List<String>> {

  /** A list that stands in brackets. */
  public TextList(String placeholder) {
    this(placeholder, false);
  }

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
    if (plainText && !(node instanceof FactList)) {
      return List.of(new Text(placeholder).read(node));
    }
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
    Map<String, Object> text = SchemaNode.of("type", "string", "pattern", "\\S");
    Map<String, Object> list = SchemaNode.of("type", "array", "minItems", 1, "items", text);
    return plainText ? SchemaNode.of("anyOf", List.of(text, list)) : list;
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
