package dev.dryrack.serving.model;

import dev.dryrack.hardware.facts.FactList;
import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Typed values of one map of a model configuration. A value that is missing, of the wrong type or
 * out of range is noted as a problem and replaced by a placeholder (the smallest value allowed), so
 * that all problems are found at once; nothing read may be used before {@link
 * Problems#throwIfAny()}. Keys that nobody asks for are ignored: configurations hold many that do
 * not bear on size or speed. An explicit {@code null} counts as absent.
 */
final class ConfigFields {

  /** Widths above this are refused: with it no parameter count can overflow. */
  static final int MAX_WIDTH = 1 << 17;

  private static final int MAX_LAYERS = 1 << 12;
  private static final int MAX_EXPERTS = 1 << 14;

  private final FactMap map;
  private final Problems problems;
  private final Set<String> noted = new HashSet<>();

  ConfigFields(FactMap map, Problems problems) {
    this.map = map;
    this.problems = problems;
  }

  /** Whether a key has a value other than null. */
  boolean has(String key) {
    return value(key) != null;
  }

  /** Whether a key's value is a list. */
  boolean isList(String key) {
    return value(key) instanceof FactList;
  }

  /** The first of some spellings that has a value; the first if none has. */
  String spelling(String... keys) {
    for (String key : keys) {
      if (has(key)) {
        return key;
      }
    }
    return keys[0];
  }

  /** A width: 1 to {@link #MAX_WIDTH}. */
  int width(String key) {
    return integer(key, 1, MAX_WIDTH);
  }

  /** A width, or a default where it is absent. */
  int width(String key, int absent) {
    return has(key) ? width(key) : absent;
  }

  /** A width or 0, 0 where it is absent. */
  int widthOrNone(String key) {
    return has(key) ? integer(key, 0, MAX_WIDTH) : 0;
  }

  /** A number of layers, from 1. */
  int layers(String key) {
    return integer(key, 1, MAX_LAYERS);
  }

  /** A number of layers or a layer index, 0 where it is absent. */
  int layersOrNone(String key) {
    return has(key) ? integer(key, 0, MAX_LAYERS) : 0;
  }

  /** A number of experts, from 1. */
  int experts(String key) {
    return integer(key, 1, MAX_EXPERTS);
  }

  /** A required whole number in a range. */
  int integer(String key, int min, int max) {
    FactNode node = value(key);
    if (node == null) {
      note(map, missing(key));
      return min;
    }
    return integer(key, node, min, max);
  }

  private int integer(String key, FactNode node, int min, int max) {
    BigDecimal number = node instanceof FactScalar scalar ? scalar.asNumber() : null;
    if (number == null || number.stripTrailingZeros().scale() > 0) {
      note(node, "is " + shown(node) + "; " + key + " must be a whole number");
      return min;
    }
    if (number.compareTo(BigDecimal.valueOf(min)) < 0
        || number.compareTo(BigDecimal.valueOf(max)) > 0) {
      note(node, "is " + shown(node) + "; " + key + " must be between " + min + " and " + max);
      return min;
    }
    return number.intValue();
  }

  /** True or false, with a default where it is absent. */
  boolean flag(String key, boolean absent) {
    FactNode node = value(key);
    if (node == null) {
      return absent;
    }
    Boolean flag = node instanceof FactScalar scalar ? scalar.asBoolean() : null;
    if (flag == null) {
      note(node, "is " + shown(node) + "; " + key + " must be true or false");
      return absent;
    }
    return flag;
  }

  /** A text, or a default where it is absent. */
  String text(String key, String absent) {
    FactNode node = value(key);
    if (node == null) {
      return absent;
    }
    if (node instanceof FactScalar scalar) {
      return scalar.text();
    }
    note(node, "is " + shown(node) + "; " + key + " must be a text");
    return absent;
  }

  /** A list of whole numbers in a range, empty where it is absent. */
  List<Integer> integers(String key, int min, int max) {
    List<Integer> numbers = new ArrayList<>();
    for (FactNode item : items(key)) {
      numbers.add(integer("each of " + key, item, min, max));
    }
    return numbers;
  }

  /** A list of texts, empty where it is absent. */
  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (FactNode item : items(key)) {
      if (item instanceof FactScalar scalar) {
        texts.add(scalar.text());
      } else {
        note(item, "is " + item.kind() + "; each of " + key + " must be a text");
      }
    }
    return texts;
  }

  private List<FactNode> items(String key) {
    FactNode node = value(key);
    if (node == null) {
      return List.of();
    }
    if (node instanceof FactList list) {
      return list.items();
    }
    note(node, "is " + shown(node) + "; " + key + " must be a list");
    return List.of();
  }

  /** A map, null where it is absent. */
  @Nullable ConfigFields map(String key) {
    FactNode node = value(key);
    if (node == null) {
      return null;
    }
    if (node instanceof FactMap inner) {
      return new ConfigFields(inner, problems);
    }
    note(node, "is " + shown(node) + "; " + key + " must be a map");
    return null;
  }

  /** The maps inside a map. */
  List<ConfigFields> maps() {
    List<ConfigFields> inner = new ArrayList<>();
    for (FactMap.Entry entry : map.entries().values()) {
      if (entry.value() instanceof FactMap value) {
        inner.add(new ConfigFields(value, problems));
      }
    }
    return inner;
  }

  /** Notes a problem with a key's value, or with this map if the key is absent. */
  void refuse(String key, String message) {
    FactNode node = value(key);
    note(node == null ? map : node, node == null ? key + ": " + message : message);
  }

  /** Notes a problem once, however often the value is asked for. */
  private void note(FactNode where, String message) {
    if (noted.add(where.location() + ' ' + message)) {
      problems.add(where, message);
    }
  }

  private String missing(String key) {
    return Suggestion.closest(key, map.entries().keySet())
        .filter(near -> !near.equals(key))
        .map(near -> "'" + key + "' is missing; is '" + near + "' meant?")
        .orElse("'" + key + "' is missing; add it as a whole number");
  }

  private @Nullable FactNode value(String key) {
    FactMap.Entry entry = map.entries().get(key);
    if (entry == null || (entry.value() instanceof FactScalar scalar && scalar.isNull())) {
      return null;
    }
    return entry.value();
  }

  private static String shown(FactNode node) {
    if (!(node instanceof FactScalar scalar)) {
      return node.kind();
    }
    String text = scalar.text();
    return "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
  }
}
