package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import java.util.Map;

/** Any text but an empty one. */
public record Text(String placeholder) implements KeyType<String> {

  @Override
  public String parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty; write a " + placeholder);
    }
    return text;
  }

  @Override
  public String read(FactNode node) {
    return parse(Written.text(node, "text"));
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of("type", "string", "pattern", "\\S");
  }
}
