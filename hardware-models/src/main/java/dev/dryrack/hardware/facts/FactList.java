package dev.dryrack.hardware.facts;

import java.util.List;

/**
 * A list.
 *
 * @param position of its first character
 * @param items in the file's order
 */
public record FactList(FactPosition position, List<FactNode> items) implements FactNode {

  public FactList {
    items = List.copyOf(items);
  }

  @Override
  public String kind() {
    return "a list";
  }
}
