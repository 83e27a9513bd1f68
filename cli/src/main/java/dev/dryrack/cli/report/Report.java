package dev.dryrack.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The result of a command: blocks of text for people, and a tree of facts for programs. */
public final class Report {

  /** How a line is meant. */
  public enum Tone {
    PLAIN,
    HEADING,
    GOOD,
    WARNING,
    BAD,
    NOTE
  }

  /** A piece of text for people. */
  sealed interface Block permits Line, Grid {}

  /** A line; a long one is wrapped. */
  record Line(Tone tone, String text) implements Block {}

  /** A table, indented below a heading. */
  record Grid(Table table) implements Block {}

  private final List<Block> blocks = new ArrayList<>();
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private @Nullable Table data;

  public Report line(String text) {
    return line(Tone.PLAIN, text);
  }

  public Report line(Tone tone, String text) {
    blocks.add(new Line(tone, text));
    return this;
  }

  public Report gap() {
    return line("");
  }

  /** Begins a section. */
  public Report heading(String text) {
    if (!blocks.isEmpty()) {
      gap();
    }
    return line(Tone.HEADING, text);
  }

  public Report table(Table table) {
    blocks.add(new Grid(table));
    return this;
  }

  /** Adds a fact for programs; values are texts, numbers, booleans, lists, maps or null. */
  public Report fact(String key, @Nullable Object value) {
    facts.put(key, value);
    return this;
  }

  /** Makes a table what CSV prints, in place of the facts in one row. */
  public Report data(Table table) {
    this.data = table;
    return this;
  }

  public Map<String, Object> facts() {
    return facts;
  }

  List<Block> blocks() {
    return blocks;
  }

  @Nullable Table data() {
    return data;
  }
}
