package dev.dryrack.hardware.catalog;

import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.FactScalar;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one or more catalogue files before they are turned into records. Immutable.
 *
 * <p>A later file adds entries and replaces those of the same id. An entry may {@code extends}
 * another that comes before it: what it does not set, except {@code aliases}, is as there. An entry
 * that extends its own id is that entry with changes, and keeps its aliases.
 *
 * @param sources key to document and date
 * @param links by id
 * @param drives by id
 * @param gpus by id
 * @param systems by id
 */
record CatalogFacts(
    Map<String, String> sources,
    Map<String, FactMap> links,
    Map<String, FactMap> drives,
    Map<String, FactMap> gpus,
    Map<String, FactMap> systems) {

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  CatalogFacts {
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
    drives = Collections.unmodifiableMap(new LinkedHashMap<>(drives));
    gpus = Collections.unmodifiableMap(new LinkedHashMap<>(gpus));
    systems = Collections.unmodifiableMap(new LinkedHashMap<>(systems));
  }

  static CatalogFacts none() {
    return new CatalogFacts(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
  }

  /** These with a file's laid over them; what is wrong with its outline is noted. */
  CatalogFacts with(FactNode document, Problems problems) {
    FactReader file = FactReader.strict(document, problems);
    Map<String, String> allSources = new LinkedHashMap<>(sources);
    FactReader own = file.mapIfPresent("sources");
    if (own != null) {
      for (String key : own.keys()) {
        String text = own.string(key);
        String earlier = allSources.putIfAbsent(key, text);
        if (earlier != null && !earlier.equals(text)) {
          own.problem(key, "the source '" + key + "' is already known; choose another key");
        }
      }
    }
    CatalogFacts all =
        new CatalogFacts(
            allSources,
            merged("links", links, file),
            merged("drives", drives, file),
            merged("gpus", gpus, file),
            merged("systems", systems, file));
    file.finish();
    return all;
  }

  private static Map<String, FactMap> merged(
      String section, Map<String, FactMap> earlier, FactReader file) {
    Map<String, FactMap> all = new LinkedHashMap<>(earlier);
    FactReader reader = file.mapIfPresent(section);
    if (reader == null) {
      return all;
    }
    for (String id : reader.keys()) {
      if (!ID.matcher(id).matches()) {
        file.problems()
            .add(
                reader.keyPositionOf(id),
                "'" + id + "' is no id; use lower-case letters, digits, dots, dashes and _");
      }
      FactNode node = reader.node(id);
      FactMap entry = node instanceof FactMap map ? extended(id, map, all, file.problems()) : null;
      if (entry != null) {
        all.put(id, entry);
      } else if (!(node instanceof FactMap)) {
        reader.map(id); // notes that it is not a map, or missing
      }
    }
    return all;
  }

  private static @Nullable FactMap extended(
      String id, FactMap own, Map<String, FactMap> earlier, Problems problems) {
    FactMap.Entry base = own.entries().get("extends");
    if (base == null) {
      return own;
    }
    String baseId = base.value() instanceof FactScalar scalar ? scalar.text() : "";
    FactMap basis = earlier.get(baseId);
    if (basis == null) {
      String remedy = Suggestion.remedy(baseId, earlier.keySet());
      problems.add(base.value(), "nothing before it is called '" + baseId + "'; " + remedy);
      return null;
    }
    Map<String, FactMap.Entry> entries = new LinkedHashMap<>(basis.entries());
    if (!baseId.equals(id)) {
      entries.remove("aliases");
    }
    entries.putAll(own.entries());
    entries.remove("extends");
    return new FactMap(own.position(), entries);
  }
}
