package dev.dryrack.serving.model;

import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import dev.dryrack.serving.model.HuggingFaceConfig.Identity;
import dev.dryrack.serving.model.ModelArchitecture.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The models that ship with the tool. Names are known from an index; a model's figures are read
 * when it is asked for, by the reader of {@link HuggingFaceConfig}.
 *
 * <p>To add a model: a file of its configuration keys with {@code origin}, {@code source} and
 * {@code note} under {@code catalog/}, and a line in {@code catalog/index.txt}.
 */
public final class ModelCatalog {

  /**
   * A model by name.
   *
   * @param id lower-case name
   * @param name for people
   * @param aliases other names that find it
   * @param file resource with its figures
   */
  public record Entry(String id, String name, List<String> aliases, String file) {

    public Entry {
      aliases = List.copyOf(aliases);
    }
  }

  private static final String FOLDER = "catalog/";

  private final Map<String, Entry> byName;
  private final List<Entry> entries;

  private ModelCatalog(List<Entry> entries) {
    this.entries = List.copyOf(entries);
    byName = new LinkedHashMap<>();
    for (Entry entry : entries) {
      put(entry.id(), entry);
      for (String alias : entry.aliases()) {
        put(alias, entry);
      }
    }
  }

  private void put(String name, Entry entry) {
    if (byName.put(name, entry) != null) {
      throw new IllegalStateException("catalog/index.txt names " + name + " twice");
    }
  }

  /** The models that ship with the tool; reads the index only. */
  public static ModelCatalog builtIn() {
    List<Entry> entries = new ArrayList<>();
    for (String line : resource("index.txt").lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] columns = line.split("\\|", -1);
        List<String> aliases = new ArrayList<>();
        for (String alias : columns[3].strip().split(" +", -1)) {
          if (!alias.isEmpty()) {
            aliases.add(alias);
          }
        }
        entries.add(new Entry(columns[0].strip(), columns[2].strip(), aliases, columns[1].strip()));
      }
    }
    return new ModelCatalog(entries);
  }

  /** All models, in the catalogue's order. */
  public List<Entry> entries() {
    return entries;
  }

  /** The ids of all models, in the catalogue's order. */
  public List<String> ids() {
    return entries.stream().map(Entry::id).toList();
  }

  /** Whether an id, alias or Hugging Face name is known, in any case. */
  public boolean knows(String name) {
    return byName.containsKey(plain(name));
  }

  /**
   * The model of an id, alias or Hugging Face name ({@code deepseek-ai/DeepSeek-R1}), in any case.
   *
   * @throws IllegalArgumentException if there is none, with the closest name and all ids
   */
  public ModelArchitecture model(String name) {
    Entry entry = byName.get(plain(name));
    if (entry == null) {
      throw new IllegalArgumentException(
          "unknown model '" + name + "'; " + unknownRemedy(plain(name)));
    }
    return read(entry);
  }

  private String unknownRemedy(String wanted) {
    String closest = Suggestion.closest(wanted, byName.keySet()).orElse("");
    String hint = closest.isEmpty() ? "" : "did you mean '" + closest + "'? ";
    return hint + "give the path of a config.json, or one of " + String.join(", ", ids());
  }

  /** Lower case, without the organisation in front of a Hugging Face name. */
  private static String plain(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.substring(lower.lastIndexOf('/') + 1);
  }

  private static ModelArchitecture read(Entry entry) {
    Problems problems = new Problems();
    FactNode document = FactDocument.parse(entry.file(), resource(entry.file()), problems);
    if (!(document instanceof FactMap map)) {
      throw new IllegalStateException(entry.file() + " is not a map");
    }
    ConfigFields fields = new ConfigFields(map, problems);
    Origin origin = Origin.valueOf(fields.text("origin", "").toUpperCase(Locale.ROOT));
    Identity identity =
        new Identity(
            entry.id(), entry.name(), origin, fields.text("source", ""), fields.text("note", ""));
    problems.throwIfAny();
    return HuggingFaceConfig.read(document, identity, problems);
  }

  private static String resource(String file) {
    try (InputStream in = ModelCatalog.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + FOLDER + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
