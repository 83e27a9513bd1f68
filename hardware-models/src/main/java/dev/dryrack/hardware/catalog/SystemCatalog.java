package dev.dryrack.hardware.catalog;

import dev.dryrack.hardware.DriveSpec;
import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.LinkSpec;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.facts.FactDocument;
import dev.dryrack.hardware.facts.FactException;
import dev.dryrack.hardware.facts.FactList;
import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactNode;
import dev.dryrack.hardware.facts.FactScalar;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The known GPUs, links, drives and systems, each figure with its source.
 *
 * <p>Files are read at once, entries turned into records when first asked for. Immutable as seen
 * from outside and safe for use by several threads. Order is that of the files.
 */
public final class SystemCatalog {

  private static final List<String> BUILT_IN =
      List.of("sources.yaml", "links.yaml", "drives.yaml", "gpus.yaml", "systems.yaml");

  private final CatalogFacts facts;
  private final Map<String, String> systemIds;
  private final Map<String, Bound<GpuSpec>> gpus = new ConcurrentHashMap<>();
  private final Map<String, Bound<LinkSpec>> links = new ConcurrentHashMap<>();
  private final Map<String, Bound<DriveSpec>> drives = new ConcurrentHashMap<>();
  private final Map<String, Bound<SystemSpec>> systems = new ConcurrentHashMap<>();

  private SystemCatalog(CatalogFacts facts, Problems problems) {
    this.facts = facts;
    this.systemIds = systemIds(facts.systems(), problems);
  }

  /** What ships with dryrack. */
  public static SystemCatalog builtIn() {
    return BuiltIn.CATALOG;
  }

  /**
   * This catalogue with a user's file of the same form laid over it: it may add sources, links,
   * drives, GPUs and systems, and replace those of the same id.
   *
   * @throws FactException with everything that is wrong with the file
   */
  public SystemCatalog withFile(Path file) {
    Problems problems = new Problems();
    return with(FactDocument.read(file, problems), problems);
  }

  /** As {@link #withFile}, from the text of a file. */
  public SystemCatalog withText(String fileName, String text) {
    Problems problems = new Problems();
    return with(FactDocument.parse(fileName, text, problems), problems);
  }

  private SystemCatalog with(FactNode document, Problems problems) {
    CatalogFacts all = facts.with(document, problems);
    SystemCatalog catalog = new SystemCatalog(all, problems);
    all.gpus().keySet().forEach(id -> catalog.boundGpu(id, problems));
    all.links().keySet().forEach(id -> catalog.boundLink(id, problems));
    all.drives().keySet().forEach(id -> catalog.boundDrive(id, problems));
    all.systems().keySet().forEach(id -> catalog.boundSystem(id, problems));
    problems.throwIfAny();
    return catalog;
  }

  /**
   * The system of an id or alias, in any case and with {@code -} for {@code _} or the reverse.
   *
   * @throws IllegalArgumentException if there is none, with a suggestion and the list
   */
  public SystemSpec system(String idOrAlias) {
    String id = systemIds.get(plain(idOrAlias));
    if (id == null) {
      throw unknown("system", idOrAlias, systemIds.keySet(), facts.systems().keySet());
    }
    Bound<SystemSpec> known = systems.get(id);
    if (known == null) {
      Problems problems = new Problems();
      known = boundSystem(id, problems);
      problems.throwIfAny();
    }
    if (known == null) {
      throw new IllegalStateException("system " + id + " was not read");
    }
    return known.spec();
  }

  /**
   * The GPU of an id.
   *
   * @throws IllegalArgumentException if there is none, with a suggestion and the list
   */
  public GpuSpec gpu(String id) {
    String wanted = id.toLowerCase(Locale.ROOT);
    if (!facts.gpus().containsKey(wanted)) {
      throw unknown("GPU", id, facts.gpus().keySet(), facts.gpus().keySet());
    }
    Problems problems = new Problems();
    GpuSpec gpu = boundGpu(wanted, problems);
    problems.throwIfAny();
    return gpu;
  }

  /**
   * The drive of an id.
   *
   * @throws IllegalArgumentException if there is none, with a suggestion and the list
   */
  public DriveSpec drive(String id) {
    String wanted = id.toLowerCase(Locale.ROOT);
    Set<String> known = facts.drives().keySet();
    if (!known.contains(wanted)) {
      throw unknown("drive", id, known, known);
    }
    Problems problems = new Problems();
    DriveSpec drive = boundDrive(wanted, problems);
    problems.throwIfAny();
    return drive;
  }

  /** All systems. */
  public List<SystemSpec> systems() {
    List<SystemSpec> all = new ArrayList<>();
    facts.systems().keySet().forEach(id -> all.add(system(id)));
    return all;
  }

  /** All GPUs. */
  public List<GpuSpec> gpus() {
    List<GpuSpec> all = new ArrayList<>();
    facts.gpus().keySet().forEach(id -> all.add(gpu(id)));
    return all;
  }

  /** Ids of all systems, without reading them. */
  public Set<String> systemNames() {
    return facts.systems().keySet();
  }

  /** The figures of a system itself, of its GPU and of its links, in this order. */
  public List<Figure> figuresOf(SystemSpec system) {
    List<Figure> all = new ArrayList<>();
    Bound<SystemSpec> own = systems.get(system.id());
    if (own != null) {
      all.addAll(own.figures());
    }
    all.addAll(figuresOf(system.gpu()));
    for (LinkSpec link : List.of(system.scaleUp(), system.scaleOut())) {
      Bound<LinkSpec> bound = links.get(link.id());
      if (bound != null) {
        all.addAll(bound.figures());
      }
    }
    return all;
  }

  /** The figures of a GPU. */
  public List<Figure> figuresOf(GpuSpec gpu) {
    Bound<GpuSpec> own = gpus.get(gpu.id());
    return own == null ? List.of() : own.figures();
  }

  /** Every document that a system's figures and prices are from, once, in order. */
  public List<String> sourcesOf(SystemSpec system) {
    Set<String> sources = new LinkedHashSet<>();
    figuresOf(system).forEach(figure -> sources.add(figure.source()));
    system.prices().forEach(price -> sources.add(price.source()));
    return List.copyOf(sources);
  }

  CatalogFacts facts() {
    return facts;
  }

  GpuSpec boundGpu(String id, Problems problems) {
    return gpus.computeIfAbsent(
            id, key -> GpuFacts.read(key, entry(facts.gpus(), key), facts.sources(), problems))
        .spec();
  }

  LinkSpec boundLink(String id, Problems problems) {
    return links
        .computeIfAbsent(
            id, key -> LinkFacts.read(key, entry(facts.links(), key), facts.sources(), problems))
        .spec();
  }

  private DriveSpec boundDrive(String id, Problems problems) {
    return drives
        .computeIfAbsent(
            id, key -> DriveFacts.read(key, entry(facts.drives(), key), facts.sources(), problems))
        .spec();
  }

  private @Nullable Bound<SystemSpec> boundSystem(String id, Problems problems) {
    Bound<SystemSpec> read = SystemFacts.read(id, entry(facts.systems(), id), this, problems);
    if (read != null) {
      systems.put(id, read);
    }
    return read;
  }

  private static FactMap entry(Map<String, FactMap> entries, String id) {
    FactMap entry = entries.get(id);
    if (entry == null) {
      throw new IllegalStateException("no entry '" + id + "'");
    }
    return entry;
  }

  /** Every plain id and alias to the id it means; what would mean two systems is noted. */
  private static Map<String, String> systemIds(Map<String, FactMap> systems, Problems problems) {
    Map<String, String> ids = new LinkedHashMap<>();
    for (Map.Entry<String, FactMap> system : systems.entrySet()) {
      claim(ids, system.getKey(), system.getKey(), system.getValue(), systems, problems);
    }
    for (Map.Entry<String, FactMap> system : systems.entrySet()) {
      FactMap.Entry aliases = system.getValue().entries().get("aliases");
      if (aliases != null && aliases.value() instanceof FactList list) {
        for (FactNode item : list.items()) {
          String alias = item instanceof FactScalar scalar ? scalar.text() : "";
          claim(ids, alias, system.getKey(), item, systems, problems);
        }
      }
    }
    return ids;
  }

  private static void claim(
      Map<String, String> ids,
      String name,
      String id,
      FactNode place,
      Map<String, FactMap> systems,
      Problems problems) {
    String earlier = ids.putIfAbsent(plain(name), id);
    FactMap other = earlier == null ? null : systems.get(earlier);
    if (other != null && !id.equals(earlier)) {
      FactNode blamed = BUILT_IN.contains(place.position().file()) ? other : place;
      problems.add(
          blamed, "'" + name + "' would mean " + earlier + " and " + id + "; choose another name");
    }
  }

  private static String plain(String idOrAlias) {
    return idOrAlias.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static IllegalArgumentException unknown(
      String kind, String wanted, Collection<String> candidates, Collection<String> listed) {
    String meant =
        Suggestion.closest(wanted, candidates)
            .map(best -> "did you mean '" + best + "'? ")
            .orElse("");
    return new IllegalArgumentException(
        "unknown " + kind + " '" + wanted + "'; " + meant + "Known: " + String.join(", ", listed));
  }

  /** Reads the built-in files when first asked for. */
  private static final class BuiltIn {

    static final SystemCatalog CATALOG = load();

    private static SystemCatalog load() {
      Problems problems = new Problems();
      CatalogFacts facts = CatalogFacts.none();
      for (String name : BUILT_IN) {
        facts = facts.with(FactDocument.parse(name, resource(name)), problems);
      }
      SystemCatalog catalog = new SystemCatalog(facts, problems);
      problems.throwIfAny();
      return catalog;
    }

    private static String resource(String name) {
      try (InputStream in = SystemCatalog.class.getResourceAsStream(name)) {
        if (in == null) {
          throw new IllegalStateException("the resource " + name + " is missing from the jar");
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
