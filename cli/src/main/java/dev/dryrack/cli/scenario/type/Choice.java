package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.Suggestion;
import java.util.List;
import java.util.Map;

/** One word of several. */
public record Choice(List<String> words) implements KeyType<String> {

  @Override
  public String parse(String text) {
    if (!words.contains(text)) {
      throw new IllegalArgumentException(
          "is unknown: '" + text + "'; " + Suggestion.remedy(text, words));
    }
    return text;
  }

  @Override
  public String read(FactNode node) {
    return parse(Written.text(node, "one of " + String.join(", ", words)));
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of("enum", words);
  }

  @Override
  public String placeholder() {
    return String.join("|", words);
  }
}
