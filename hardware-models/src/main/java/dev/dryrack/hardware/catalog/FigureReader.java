package dev.dryrack.hardware.catalog;

import dev.dryrack.hardware.Basis;
import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.FactScalar;
import dev.dryrack.hardware.facts.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the figures of one entry, each a map {@code {value, basis, source, note}}, and keeps where
 * they are from. Values are placeholders where a problem was noted.
 */
final class FigureReader {

  private static final String FORM =
      ", basis: " + String.join(" | ", Basis.ids()) + ", source: a key of 'sources'}";

  private final String owner;
  private final FactReader reader;
  private final Map<String, String> knownSources;
  private final List<Figure> figures = new ArrayList<>();
  private final Map<String, String> sources = new LinkedHashMap<>();

  /**
   * @param owner id of the entry
   * @param reader of the entry
   * @param knownSources text of each source key
   */
  FigureReader(String owner, FactReader reader, Map<String, String> knownSources) {
    this.owner = owner;
    this.reader = reader;
    this.knownSources = knownSources;
  }

  /** A required figure of more than 0. */
  double positive(String key, String component, Dimension dimension) {
    FactReader figure = figure(key, component);
    return figure.positiveQuantity("value", dimension);
  }

  /** A figure that may be left out; 0 then. */
  double optional(String key, String component, Dimension dimension) {
    return reader.has(key) ? positive(key, component, dimension) : 0;
  }

  /** A required number of bytes, more than 0. */
  long bytes(String key, String component) {
    FactReader figure = figure(key, component);
    return figure.positiveWholeQuantity("value", Dimension.BYTES);
  }

  /** A number of bytes that may be left out; 0 then. */
  long optionalBytes(String key, String component) {
    return reader.has(key) ? bytes(key, component) : 0;
  }

  int integer(String key, String component, int min, int max) {
    return figure(key, component).integer("value", min, max);
  }

  int optionalInteger(String key, String component, int min, int max) {
    return reader.has(key) ? integer(key, component, min, max) : 0;
  }

  boolean bool(String key, String component) {
    return figure(key, component).bool("value");
  }

  /** What has been read so far, in order. */
  List<Figure> figures() {
    return List.copyOf(figures);
  }

  /** Component of the record to provenance, for what has been read so far, in order. */
  Map<String, String> sources() {
    return sources;
  }

  /** The text of the source that a map names under {@code source}. */
  static String source(FactReader reader, Map<String, String> knownSources) {
    String key = reader.string("source");
    String text = knownSources.get(key);
    if (text != null || key.isEmpty()) {
      return text == null ? "" : text;
    }
    String meant =
        Suggestion.closest(key, knownSources.keySet())
            .map(best -> "did you mean '" + best + "'? Else add it under 'sources'")
            .orElse("add it under 'sources', with document and date");
    reader.problem("source", "unknown source '" + key + "'; " + meant);
    return "";
  }

  private FactReader figure(String key, String component) {
    if (reader.node(key) instanceof FactScalar bare) {
      reader.problem(
          key, "'" + bare.text() + "' has no source; write {value: " + bare.text() + FORM);
      return reader.placeholder(key);
    }
    FactReader figure = reader.map(key);
    FactNode value = figure.node("value");
    Basis basis = Basis.of(figure.oneOf("basis", Basis.ids()));
    String source = source(figure, knownSources);
    String note = figure.string("note", "");
    figure.finish();
    String text = value instanceof FactScalar scalar ? scalar.text() : "";
    Figure read = new Figure(owner, key, text, basis, source, note);
    figures.add(read);
    sources.put(component, read.provenance());
    return figure;
  }
}
