package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.hardware.GpuSpec;
import dev.dryrack.hardware.Precision;
import dev.dryrack.hardware.SystemSpec;
import dev.dryrack.hardware.catalog.Figure;
import dev.dryrack.hardware.catalog.SystemCatalog;
import dev.dryrack.serving.model.KvFootprint;
import dev.dryrack.serving.model.ModelArchitecture;
import dev.dryrack.serving.model.ModelCatalog;
import dev.dryrack.serving.model.ParameterCounts;
import dev.dryrack.serving.model.WeightRecipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The catalogue for people and programs. */
public final class CatalogView {

  private static final String SCHEMA = "dryrack-catalog/1";

  private final SystemCatalog systems;
  private final ModelCatalog models;
  private final Report report = new Report();

  public CatalogView(SystemCatalog systems, ModelCatalog models) {
    this.systems = systems;
    this.models = models;
    report.fact("schema", SCHEMA).fact("dryrack", Version.number());
  }

  /** All systems, GPUs and models. */
  public Report everything() {
    report.line(Tone.HEADING, "Systems");
    report.table(systemTable()).fact("systems", systemFacts());
    report.heading("GPUs; dense FLOP/s").table(gpuTable()).fact("gpus", gpuFacts());
    report
        .heading("Models; active without the embedding table")
        .table(modelTable())
        .fact("models", modelFacts());
    return report.gap().line(Tone.NOTE, "'dryrack catalog ID' shows the source of each figure.");
  }

  /** All systems. */
  public Report systems() {
    Table table = systemTable();
    return report.table(table).data(table).fact("systems", systemFacts());
  }

  /** All GPUs. */
  public Report gpus() {
    Table table = gpuTable();
    return report.table(table).data(table).fact("gpus", gpuFacts());
  }

  /** All models. */
  public Report models() {
    Table table = modelTable();
    return report.table(table).data(table).fact("models", modelFacts());
  }

  /** One system, each figure with its source. */
  public Report system(SystemSpec system) {
    report.line(Tone.HEADING, system.id() + ": " + system.name());
    if (!system.aliases().isEmpty()) {
      report.line("also called " + String.join(", ", system.aliases()));
    }
    figures(systems.figuresOf(system));
    report.heading("Prices of a GPU-hour; the first is the default");
    for (GpuPrice price : system.prices()) {
      report.line(
          "  "
              + Figures.dollars(price.usdPerGpuHour())
              + (price.assumed() ? " (ASSUMED) " : " ")
              + price.contract()
              + ", "
              + price.date());
      report.line(Tone.NOTE, "    " + price.source());
    }
    return report.fact("system", facts(system));
  }

  /** One GPU, each figure with its source. */
  public Report gpu(GpuSpec gpu) {
    report.line(Tone.HEADING, gpu.id() + ": " + gpu.name() + " (" + gpu.architecture() + ")");
    figures(systems.figuresOf(gpu));
    return report.fact("gpu", facts(gpu));
  }

  /** One model, by part. */
  public Report model(ModelArchitecture model) {
    report.line(Tone.HEADING, DeploymentView.model(model));
    ParameterCounts counts = ParameterCounts.of(model);
    Table table = new Table("part", ">parameters");
    part(table, "embedding", counts.embedding());
    part(table, "output head", counts.head());
    part(table, "attention", counts.attention());
    part(table, "dense feed-forward", counts.denseFfn());
    part(table, "routed experts", counts.routed());
    part(table, "shared experts", counts.shared());
    part(table, "router", counts.router());
    part(table, "other", counts.other());
    part(table, "norms", counts.norms());
    report.table(table);
    KvFootprint kv = KvFootprint.of(model, Precision.BF16);
    report.line(
        "  KV cache in BF16: "
            + Figures.bytes(kv.growingBytesPerToken())
            + " per token, "
            + Figures.bytes(kv.bytesOfContext(model.maxContextTokens()))
            + " at "
            + Figures.whole(model.maxContextTokens())
            + " tokens, the longest context");
    report.line("  source: " + model.source());
    if (!model.note().isEmpty()) {
      report.line("  note: " + model.note());
    }
    return report.fact("model", facts(model));
  }

  private static void part(Table table, String name, long params) {
    if (params > 0) {
      table.row(name, Figures.whole(params));
    }
  }

  private void figures(List<Figure> figures) {
    List<Object> rows = new ArrayList<>();
    String owner = "";
    for (Figure figure : figures) {
      if (!figure.owner().equals(owner)) {
        owner = figure.owner();
        report.heading(owner);
      }
      report.line("  " + figure.field().replace('_', ' ') + ": " + figure.value());
      report.line(Tone.NOTE, "    " + figure.provenance());
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("of", figure.owner());
      facts.put("field", figure.field());
      facts.put("value", figure.value());
      facts.put("basis", figure.basis().id());
      facts.put("source", figure.source());
      facts.put("note", figure.note());
      rows.add(facts);
    }
    report.fact("figures", rows);
  }

  /** Beside the id: GPUs of a node, of a scale-up domain, and a GPU's link inside the domain. */
  private Table systemTable() {
    Table table = new Table("id", "GPU", ">node", ">scale-up", ">link", ">$/GPU-h", "");
    for (SystemSpec system : systems.systems()) {
      GpuPrice price = system.defaultPrice();
      table.row(
          system.id(),
          system.gpu().id(),
          String.valueOf(system.gpusPerNode()),
          String.valueOf(system.gpusPerDomain()),
          Figures.prefixed(system.scaleUp().bytesPerSecond(), "B/s"),
          Figures.dollars(price.usdPerGpuHour()) + (price.assumed() ? "*" : ""),
          price.assumed() ? "* assumed" : "");
    }
    return table;
  }

  private Table gpuTable() {
    Table table = new Table("id", ">BF16", ">FP8", ">FP4", ">memory", ">bandwidth", ">TDP");
    for (GpuSpec gpu : systems.gpus()) {
      table.row(
          gpu.id(),
          flops(gpu.bf16FlopsPerSecond()),
          flops(gpu.fp8FlopsPerSecond()),
          flops(gpu.fp4FlopsPerSecond()),
          Figures.bytes(gpu.memoryBytes()),
          Figures.prefixed(gpu.memoryBytesPerSecond(), "B/s"),
          Figures.digits(gpu.tdpWatts(), 4) + " W");
    }
    return table;
  }

  private static String flops(double flopsPerSecond) {
    return flopsPerSecond > 0 ? Figures.prefixed(flopsPerSecond, "F/s") : "-";
  }

  private Table modelTable() {
    Table table = new Table("id", ">params", ">active", ">context", "published in");
    for (String id : models.ids()) {
      ModelArchitecture model = models.model(id);
      ParameterCounts counts = ParameterCounts.of(model);
      WeightRecipe weights = model.nativeWeights();
      table.row(
          id,
          Figures.count(counts.total()),
          Figures.count(counts.activeExcludingEmbedding()),
          Figures.whole(model.maxContextTokens()),
          published(model, weights));
    }
    return table;
  }

  private static String published(ModelArchitecture model, @Nullable WeightRecipe weights) {
    if (model.origin() != ModelArchitecture.Origin.PUBLISHED) {
      return "(hypothetical)";
    }
    return weights == null ? "-" : weights.id();
  }

  private List<Object> systemFacts() {
    List<Object> all = new ArrayList<>();
    systems.systems().forEach(system -> all.add(facts(system)));
    return all;
  }

  private List<Object> gpuFacts() {
    List<Object> all = new ArrayList<>();
    systems.gpus().forEach(gpu -> all.add(facts(gpu)));
    return all;
  }

  private List<Object> modelFacts() {
    List<Object> all = new ArrayList<>();
    models.ids().forEach(id -> all.add(facts(models.model(id))));
    return all;
  }

  private static Map<String, Object> facts(SystemSpec system) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", system.id());
    facts.put("aliases", system.aliases());
    facts.put("name", system.name());
    facts.put("gpu", system.gpu().id());
    facts.put("gpus_per_node", system.gpusPerNode());
    facts.put("gpus_per_domain", system.gpusPerDomain());
    facts.put("default_gpus", system.defaultGpus());
    facts.put("scale_up", system.scaleUp().id());
    facts.put("scale_up_bytes_per_second", system.scaleUp().bytesPerSecond());
    facts.put("scale_out", system.scaleOut().id());
    facts.put("scale_out_bytes_per_second", system.scaleOut().bytesPerSecond());
    facts.put("watts_per_gpu", system.wattsPerGpu());
    List<Object> prices = new ArrayList<>();
    for (GpuPrice price : system.prices()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("usd_per_gpu_hour", price.usdPerGpuHour());
      row.put("contract", price.contract());
      row.put("date", price.date());
      row.put("source", price.source());
      row.put("assumed", price.assumed());
      prices.add(row);
    }
    facts.put("prices", prices);
    facts.put("sources", new LinkedHashMap<String, Object>(system.sources()));
    return facts;
  }

  private static Map<String, Object> facts(GpuSpec gpu) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", gpu.id());
    facts.put("name", gpu.name());
    facts.put("architecture", gpu.architecture());
    facts.put("bf16_flops_per_second", gpu.bf16FlopsPerSecond());
    facts.put("fp8_flops_per_second", gpu.fp8FlopsPerSecond());
    facts.put("fp4_flops_per_second", gpu.fp4FlopsPerSecond());
    facts.put("memory_bytes", gpu.memoryBytes());
    facts.put("memory_bytes_per_second", gpu.memoryBytesPerSecond());
    facts.put("tdp_watts", gpu.tdpWatts());
    facts.put("sources", new LinkedHashMap<String, Object>(gpu.sources()));
    return facts;
  }

  private static Map<String, Object> facts(ModelArchitecture model) {
    ParameterCounts counts = ParameterCounts.of(model);
    WeightRecipe weights = model.nativeWeights();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", model.id());
    facts.put("name", model.name());
    facts.put("origin", model.origin().name().toLowerCase(Locale.ROOT));
    facts.put("parameters", counts.total());
    facts.put("active_parameters", counts.activeExcludingEmbedding());
    facts.put("layers", model.layerCount());
    facts.put("hidden", model.hiddenSize());
    facts.put("max_context_tokens", model.maxContextTokens());
    facts.put("weights", weights == null ? null : weights.id());
    facts.put("source", model.source());
    facts.put("note", model.note());
    return facts;
  }
}
