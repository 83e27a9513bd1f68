package dev.dryrack.workload.profile;

import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.synthetic.QuantileTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The members of one object of a profile's file: numbers, texts, lists of numbers, objects and
 * lists of objects. What is doubled, missing or not asked for is refused.
 */
final class ProfileMembers {

  private static final int DEEPEST = 8;

  private final String file;
  private final String name;
  private final JsonParser parser;
  private final int depth;
  private final int line;
  private final TreeMap<String, Object> values = new TreeMap<>();
  private final Set<String> used = new TreeSet<>();

  /** Reads the object at which the parser stands. */
  ProfileMembers(String file, String name, JsonParser parser) throws TraceException {
    this(file, name, parser, 0);
  }

  private ProfileMembers(String file, String name, JsonParser parser, int depth)
      throws TraceException {
    this.file = file;
    this.name = name;
    this.parser = parser;
    this.depth = depth;
    line = parser.currentTokenLocation().getLineNr();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw defect(name + " must be an object in braces");
    }
    if (depth > DEEPEST) {
      throw defect(name + " is nested too deeply; remove it");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      if (values.put(key, value(key)) != null) {
        throw defect(key + " stands twice in " + name + "; remove one");
      }
    }
  }

  private Object value(String key) throws TraceException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case START_OBJECT -> new ProfileMembers(file, key, parser, depth + 1);
      case START_ARRAY -> list(key);
      default -> throw defect(key + " must be a number, a text, a list or an object");
    };
  }

  /** Objects; or numbers, those of lists within the list one after another. */
  private Object list(String key) throws TraceException {
    List<ProfileMembers> objects = new ArrayList<>();
    List<Double> numbers = new ArrayList<>();
    int open = 1;
    while (open > 0) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT && open == 1 && numbers.isEmpty()) {
        objects.add(new ProfileMembers(file, key, parser, depth + 1));
      } else if (token == JsonToken.START_ARRAY) {
        open++;
      } else if (token == JsonToken.END_ARRAY) {
        open--;
      } else if (token != null && token.isNumeric() && objects.isEmpty()) {
        numbers.add(parser.getDoubleValue());
      } else {
        throw defect(key + " must be a list of numbers, or of objects");
      }
    }
    return objects.isEmpty()
        ? numbers.stream().mapToDouble(Double::doubleValue).toArray()
        : List.copyOf(objects);
  }

  private TraceException defect(String message) {
    return new TraceException(
        file + ":" + parser.currentTokenLocation().getLineNr() + ": " + message);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  private <T> T take(String key, Class<T> type, String kind) throws TraceException {
    used.add(key);
    @Nullable Object value = values.get(key);
    if (!type.isInstance(value)) {
      throw wrong(
          key + (value == null ? " is missing in " : " is not " + kind + " in ") + name, kind);
    }
    return type.cast(value);
  }

  private TraceException wrong(String problem, String kind) {
    return new TraceException(file + ":" + line + ": " + problem + "; give " + kind);
  }

  /** An error at this object. */
  TraceException wrong(IllegalArgumentException cause) {
    return new TraceException(
        file + ":" + line + ": " + cause.getMessage() + "; repair the profile", cause);
  }

  double number(String key) throws TraceException {
    return take(key, Double.class, "a number");
  }

  int whole(String key) throws TraceException {
    double value = number(key);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw wrong(key + " is " + value + " in " + name, "a whole number");
    }
    return (int) value;
  }

  String text(String key) throws TraceException {
    return take(key, String.class, "a text");
  }

  double[] numbers(String key) throws TraceException {
    return take(key, double[].class, "a list of numbers");
  }

  /** Numbers in rows of so many. */
  double[] rows(String key, int width) throws TraceException {
    double[] flat = numbers(key);
    if (flat.length % width != 0) {
      throw wrong(
          key + " has " + flat.length + " numbers in " + name, "rows of " + width + " numbers");
    }
    return flat;
  }

  ProfileMembers object(String key) throws TraceException {
    return take(key, ProfileMembers.class, "an object");
  }

  List<ProfileMembers> objects(String key) throws TraceException {
    List<ProfileMembers> objects = new ArrayList<>();
    for (Object object : take(key, List.class, "a list of objects")) {
      objects.add((ProfileMembers) object);
    }
    return objects;
  }

  /** A table of pairs [fraction, value]. */
  QuantileTable table(String key) throws TraceException {
    double[] flat = rows(key, 2);
    double[] fractions = new double[flat.length / 2];
    double[] points = new double[flat.length / 2];
    for (int i = 0; i < fractions.length; i++) {
      fractions[i] = flat[2 * i];
      points[i] = flat[2 * i + 1];
    }
    try {
      return new QuantileTable(fractions, points);
    } catch (IllegalArgumentException e) {
      throw new TraceException(
          file + ":" + line + ": " + key + ": " + e.getMessage() + "; repair the profile", e);
    }
  }

  void finish() throws TraceException {
    for (String key : values.keySet()) {
      if (!used.contains(key)) {
        throw new TraceException(
            file + ":" + line + ": unknown member " + key + " in " + name + "; remove it");
      }
    }
  }
}
