package dev.dryrack.cli.scenario.type;

import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import java.util.Map;

/** True or false; as a flag, it stands alone and means true. */
public record Switch() implements KeyType<Boolean> {

  @Override
  public Boolean parse(String text) {
    return switch (text) {
      case "true" -> Boolean.TRUE;
      case "false" -> Boolean.FALSE;
      default -> throw new IllegalArgumentException("is '" + text + "'; write true or false");
    };
  }

  @Override
  public Boolean read(FactNode node) {
    Boolean value = node instanceof FactScalar scalar ? scalar.asBoolean() : null;
    if (value == null) {
      throw new IllegalArgumentException("is " + node.kind() + "; write true or false");
    }
    return value;
  }

  @Override
  public Map<String, Object> schema() {
    return SchemaNode.of("type", "boolean");
  }

  @Override
  public String placeholder() {
    return "";
  }

  @Override
  public boolean isSwitch() {
    return true;
  }
}
