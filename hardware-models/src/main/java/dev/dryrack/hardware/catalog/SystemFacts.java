package dev.dryrack.hardware.catalog;

import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.LinkSpec;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.facts.Dimension;
import dev.dryrack.hardware.facts.FactMap;
import dev.dryrack.hardware.facts.FactReader;
import dev.dryrack.hardware.facts.Problems;
import dev.dryrack.hardware.facts.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code systems}; the GPU and links it names come from the catalogue. */
final class SystemFacts {

  private static final int MAX_GPUS = 10_000_000;

  private final String id;
  private final SystemCatalog catalog;
  private final FactReader reader;
  private final FigureReader figures;

  private SystemFacts(String id, FactMap facts, SystemCatalog catalog, Problems problems) {
    this.id = id;
    this.catalog = catalog;
    this.reader = FactReader.strict(facts, problems);
    this.figures = new FigureReader(id, reader, catalog.facts().sources());
  }

  /** The system, or null if a problem with it, or with the GPU or links it names, was noted. */
  static @Nullable Bound<SystemSpec> read(
      String id, FactMap facts, SystemCatalog catalog, Problems problems) {
    int before = problems.size();
    SystemFacts system = new SystemFacts(id, facts, catalog, problems);
    SystemSpec spec = system.read();
    if (spec == null || problems.size() > before) {
      return null;
    }
    return new Bound<>(spec, system.figures.figures());
  }

  private @Nullable SystemSpec read() {
    String name = reader.string("name");
    List<String> aliases = reader.strings("aliases");
    boolean gpuKnown = known("gpu", catalog.facts().gpus().keySet());
    boolean upKnown = known("scale_up", catalog.facts().links().keySet());
    boolean outKnown = known("scale_out", catalog.facts().links().keySet());
    int node = figures.integer("gpus_per_node", "gpusPerNode", 1, MAX_GPUS);
    int domain = figures.integer("gpus_per_domain", "gpusPerDomain", 1, MAX_GPUS);
    double hostMemory =
        figures.positive("host_memory_per_gpu", "hostMemoryBytesPerGpu", Dimension.BYTES);
    double watts = figures.positive("power", "watts", Dimension.WATTS);
    int wattsGpus = reader.integer("power_gpus", 1, MAX_GPUS);
    int maxGpus = reader.integer("max_gpus", 1, MAX_GPUS);
    int defaultGpus = reader.integer("default_gpus", 1, MAX_GPUS);
    List<GpuPrice> quoted = prices();
    checkSizes(node, domain, defaultGpus, maxGpus);
    reader.finish();
    if (!gpuKnown || !upKnown || !outKnown) {
      return null;
    }
    GpuSpec gpu = catalog.boundGpu(reader.string("gpu"), reader.problems());
    LinkSpec scaleUp = catalog.boundLink(reader.string("scale_up"), reader.problems());
    LinkSpec scaleOut = catalog.boundLink(reader.string("scale_out"), reader.problems());
    return new SystemSpec(
        id,
        aliases,
        name,
        gpu,
        node,
        domain,
        defaultGpus,
        maxGpus,
        scaleUp,
        scaleOut,
        hostMemory,
        watts,
        wattsGpus,
        quoted,
        figures.sources());
  }

  private boolean known(String key, Set<String> ids) {
    String wanted = reader.string(key);
    if (!wanted.isEmpty() && !ids.contains(wanted)) {
      reader.problem(key, "unknown id '" + wanted + "'; " + Suggestion.remedy(wanted, ids));
      return false;
    }
    return !wanted.isEmpty();
  }

  private void checkSizes(int node, int domain, int defaultGpus, int maxGpus) {
    if (domain % node != 0) {
      reader.problem(
          "gpus_per_domain",
          domain + " is not a multiple of gpus_per_node, " + node + "; a domain is of whole nodes");
    }
    if (defaultGpus > maxGpus) {
      reader.problem(
          "default_gpus", defaultGpus + " is more than max_gpus, " + maxGpus + "; lower it");
    }
  }

  private List<GpuPrice> prices() {
    List<GpuPrice> read = new ArrayList<>();
    List<FactReader> items = reader.listOfMaps("prices");
    if (items.isEmpty()) {
      reader.problem("prices", "there is no price; write a list of at least one");
    }
    for (FactReader item : items) {
      double price = item.positiveQuantity("price", Dimension.USD_PER_GPU_HOUR);
      String contract = item.string("contract");
      String date = item.string("date");
      boolean assumed = item.oneOf("basis", List.of("quoted", "assumed")).equals("assumed");
      String source = FigureReader.source(item, catalog.facts().sources());
      String note = item.string("note", "");
      item.finish();
      String where = note.isEmpty() ? source : source + " (" + note + ")";
      read.add(new GpuPrice(price, contract, date, where, assumed));
    }
    return read;
  }
}
