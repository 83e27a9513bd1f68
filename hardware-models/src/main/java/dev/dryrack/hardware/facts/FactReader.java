package dev.dryrack.hardware.facts;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes typed values out of one map.
 *
 * <p>Nothing here throws for bad data: a problem is noted and a placeholder returned (the fallback,
 * the lower bound, empty text), so that one pass finds every mistake. Use the values only after
 * {@link Problems#throwIfAny()}. A key whose value is {@code null} counts as absent. {@link
 * #finish()} refuses the keys that nobody asked for; a lenient reader ignores them.
 */
public final class FactReader {

  private final FactMap map;
  private final boolean usable;
  private final Problems problems;
  private final boolean lenient;
  private final Set<String> asked = new LinkedHashSet<>();

  private FactReader(FactNode node, Problems problems, boolean lenient) {
    this.usable = node instanceof FactMap;
    this.map = node instanceof FactMap m ? m : new FactMap(node.position(), Map.of());
    this.problems = problems;
    this.lenient = lenient;
    if (!usable) {
      problems.add(node, "it is " + node.kind() + "; write a map of keys and values");
    }
  }

  /** A reader that refuses unknown keys, here and below. */
  public static FactReader strict(FactNode node, Problems problems) {
    return new FactReader(node, problems, false);
  }

  /** A reader that ignores unknown keys, here and below, as for other people's formats. */
  public static FactReader lenient(FactNode node, Problems problems) {
    return new FactReader(node, problems, true);
  }

  public FactPosition position() {
    return map.position();
  }

  public Problems problems() {
    return problems;
  }

  /** The keys, in the file's order; asking for them makes none of them known. */
  public Set<String> keys() {
    return map.entries().keySet();
  }

  /** Whether the key is there with a value that is not null. */
  public boolean has(String key) {
    return find(key) != null;
  }

  /** The value of a key as it stands, null if absent. */
  public @Nullable FactNode node(String key) {
    return find(key);
  }

  /** Where the key's value is, or the map if absent. */
  public FactPosition positionOf(String key) {
    FactMap.Entry entry = map.entries().get(key);
    return entry == null ? map.position().key(key) : entry.value().position();
  }

  /** Where the key itself is, or the map if absent. */
  public FactPosition keyPositionOf(String key) {
    FactMap.Entry entry = map.entries().get(key);
    return entry == null ? map.position().key(key) : entry.keyPosition();
  }

  /** Notes a problem at the key's value, or at the map if the key is absent. */
  public void problem(String key, String message) {
    problems.add(positionOf(key), message);
  }

  public String string(String key) {
    return find(key) == null ? missing(key, "") : text(key, "");
  }

  public String string(String key, String fallback) {
    return find(key) == null ? fallback : text(key, fallback);
  }

  /** A text that must be one of those given. */
  public String oneOf(String key, List<String> choices) {
    return find(key) == null ? missing(key, choices.get(0)) : choice(key, choices, choices.get(0));
  }

  public String oneOf(String key, List<String> choices, String fallback) {
    return find(key) == null ? fallback : choice(key, choices, fallback);
  }

  public boolean bool(String key) {
    return find(key) == null ? missing(key, false) : truth(key, false);
  }

  public boolean bool(String key, boolean fallback) {
    return find(key) == null ? fallback : truth(key, fallback);
  }

  public int integer(String key, int min, int max) {
    return find(key) == null ? missing(key, min) : (int) whole(key, min, max, min);
  }

  public int integer(String key, int min, int max, int fallback) {
    return find(key) == null ? fallback : (int) whole(key, min, max, fallback);
  }

  public long longInteger(String key, long min, long max) {
    return find(key) == null ? missing(key, min) : whole(key, min, max, min);
  }

  public long longInteger(String key, long min, long max, long fallback) {
    return find(key) == null ? fallback : whole(key, min, max, fallback);
  }

  public double decimal(String key, double min, double max) {
    return find(key) == null ? missing(key, min) : number(key, min, max, min);
  }

  public double decimal(String key, double min, double max, double fallback) {
    return find(key) == null ? fallback : number(key, min, max, fallback);
  }

  /** A quantity with its unit, in the dimension's canonical unit. */
  public double quantity(String key, Dimension dimension) {
    return find(key) == null ? missing(key, 0.0, dimension) : amount(key, dimension, 0);
  }

  public double quantity(String key, Dimension dimension, double fallback) {
    return find(key) == null ? fallback : amount(key, dimension, fallback);
  }

  /** A quantity of more than 0. */
  public double positiveQuantity(String key, Dimension dimension) {
    int before = problems.size();
    double value = quantity(key, dimension);
    if (value <= 0 && problems.size() == before) {
      problem(key, "it is 0; write more than 0, like '" + dimension.example() + "'");
    }
    return value;
  }

  /** A quantity in whole canonical units, such as bytes. */
  public long wholeQuantity(String key, Dimension dimension) {
    return find(key) == null ? missing(key, 0L, dimension) : wholeAmount(key, dimension, 0);
  }

  public long wholeQuantity(String key, Dimension dimension, long fallback) {
    return find(key) == null ? fallback : wholeAmount(key, dimension, fallback);
  }

  /** A quantity of at least one whole canonical unit. */
  public long positiveWholeQuantity(String key, Dimension dimension) {
    int before = problems.size();
    long value = wholeQuantity(key, dimension);
    if (value <= 0 && problems.size() == before) {
      problem(key, "it is 0; write more than 0, like '" + dimension.example() + "'");
    }
    return value;
  }

  /** A reader of the map under a key; of an empty one, and a problem, if it is absent. */
  public FactReader map(String key) {
    FactNode node = find(key);
    if (node == null) {
      missing(key, "");
      return placeholder(key);
    }
    return new FactReader(node, problems, lenient);
  }

  /** A reader of an empty map in place of a refused value; it notes no problems. */
  public FactReader placeholder(String key) {
    return new FactReader(new FactMap(map.position().key(key), Map.of()), new Problems(), true);
  }

  /** A reader of the map under a key, null if absent. */
  public @Nullable FactReader mapIfPresent(String key) {
    FactNode node = find(key);
    return node == null ? null : new FactReader(node, problems, lenient);
  }

  /** Readers of all values of this map, each of which must be a map, in the file's order. */
  public Map<String, FactReader> maps() {
    Map<String, FactReader> readers = new LinkedHashMap<>();
    for (String key : map.entries().keySet()) {
      readers.put(key, map(key));
    }
    return readers;
  }

  /** The items of the list under a key; none, and a problem, if it is absent. */
  public List<FactNode> list(String key) {
    return find(key) == null ? missing(key, List.of()) : items(key);
  }

  /** The items of the list under a key; none if it is absent. */
  public List<FactNode> listIfPresent(String key) {
    return find(key) == null ? List.of() : items(key);
  }

  /** Readers of the maps in the list under a key; none if it is absent. */
  public List<FactReader> listOfMaps(String key) {
    List<FactReader> readers = new ArrayList<>();
    for (FactNode item : listIfPresent(key)) {
      readers.add(new FactReader(item, problems, lenient));
    }
    return readers;
  }

  /** The texts in the list under a key; none if it is absent. */
  public List<String> strings(String key) {
    List<String> strings = new ArrayList<>();
    for (FactNode item : listIfPresent(key)) {
      strings.add(FactValues.text(item, problems, ""));
    }
    return strings;
  }

  /** The whole numbers in the list under a key; none if it is absent. */
  public List<Integer> integers(String key, int min, int max) {
    List<Integer> integers = new ArrayList<>();
    for (FactNode item : listIfPresent(key)) {
      integers.add((int) FactValues.whole(item, problems, min, max, min));
    }
    return integers;
  }

  /** Refuses the keys that were never asked for, unless the reader is lenient. */
  public void finish() {
    if (lenient) {
      return;
    }
    for (Map.Entry<String, FactMap.Entry> entry : map.entries().entrySet()) {
      String key = entry.getKey();
      if (!asked.contains(key)) {
        String remedy = Suggestion.remedy(key, asked);
        problems.add(entry.getValue().keyPosition(), "unknown key '" + key + "'; " + remedy);
      }
    }
  }

  private @Nullable FactNode find(String key) {
    asked.add(key);
    FactMap.Entry entry = map.entries().get(key);
    if (entry == null || (entry.value() instanceof FactScalar scalar && scalar.isNull())) {
      return null;
    }
    return entry.value();
  }

  private FactNode present(String key) {
    FactNode node = find(key);
    if (node == null) {
      throw new IllegalStateException("no key '" + key + "'");
    }
    return node;
  }

  private <T> T missing(String key, T placeholder) {
    return missing(key, placeholder, "");
  }

  private <T> T missing(String key, T placeholder, Dimension dimension) {
    return missing(key, placeholder, ", like '" + key + ": " + dimension.example() + "'");
  }

  private <T> T missing(String key, T placeholder, String example) {
    if (usable) {
      FactMap.Entry entry = map.entries().get(key);
      if (entry != null) {
        problems.add(entry.value(), "it has no value; write one" + example);
      } else {
        problems.add(map, "the key '" + key + "' is missing; add it" + example);
      }
    }
    return placeholder;
  }

  private String text(String key, String placeholder) {
    return FactValues.text(present(key), problems, placeholder);
  }

  private String choice(String key, List<String> choices, String placeholder) {
    int before = problems.size();
    String value = text(key, placeholder);
    if (problems.size() == before && !choices.contains(value)) {
      problem(key, "unknown value '" + value + "'; " + Suggestion.remedy(value, choices));
      return placeholder;
    }
    return value;
  }

  private boolean truth(String key, boolean placeholder) {
    FactNode node = present(key);
    Boolean value = node instanceof FactScalar scalar ? scalar.asBoolean() : null;
    if (value == null) {
      problems.add(node, FactValues.describe(node) + "; write true or false");
      return placeholder;
    }
    return value;
  }

  private long whole(String key, long min, long max, long placeholder) {
    return FactValues.whole(present(key), problems, min, max, placeholder);
  }

  private double number(String key, double min, double max, double placeholder) {
    FactNode node = present(key);
    BigDecimal value = node instanceof FactScalar scalar ? scalar.asNumber() : null;
    if (value == null) {
      problems.add(node, FactValues.describe(node) + "; write a number");
      return placeholder;
    }
    double number = value.doubleValue();
    if (!Double.isFinite(number) || number < min || number > max) {
      String range = FactValues.range(Double.toString(min), Double.toString(max));
      problems.add(node, FactValues.describe(node) + ", out of range; write a number " + range);
      return placeholder;
    }
    return number;
  }

  private double amount(String key, Dimension dimension, double placeholder) {
    FactNode node = present(key);
    try {
      return dimension.parse(FactValues.quantityText(node, dimension));
    } catch (IllegalArgumentException e) {
      problems.add(node, String.valueOf(e.getMessage()));
      return placeholder;
    }
  }

  private long wholeAmount(String key, Dimension dimension, long placeholder) {
    FactNode node = present(key);
    try {
      return dimension.parseLong(FactValues.quantityText(node, dimension));
    } catch (IllegalArgumentException e) {
      problems.add(node, String.valueOf(e.getMessage()));
      return placeholder;
    }
  }

  private List<FactNode> items(String key) {
    FactNode node = present(key);
    if (node instanceof FactList list) {
      return list.items();
    }
    problems.add(node, FactValues.describe(node) + "; write a list");
    return List.of();
  }
}
