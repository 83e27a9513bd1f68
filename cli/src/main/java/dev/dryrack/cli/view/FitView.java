package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.serving.fit.ContextRow;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.fit.GpuBounds;
import dev.dryrack.serving.fit.Remedy;
import dev.dryrack.serving.fit.Verdict;
import dev.dryrack.serving.memory.MemoryBudget;
import dev.dryrack.serving.memory.MemoryItem;
import dev.dryrack.serving.memory.StageMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether a model fits, for people and programs. */
public final class FitView {

  private static final String SCHEMA = "dryrack-fit/1";

  private final FitReport fit;
  private final MemoryBudget budget;
  private final List<String> choices;
  private final Report report = new Report();

  private FitView(FitReport fit, List<String> choices) {
    this.fit = fit;
    this.budget = fit.budget();
    this.choices = choices;
  }

  /**
   * The whole report.
   *
   * @param choices how the model came about, where it was made by rule
   */
  public static Report of(FitReport fit, List<String> choices) {
    FitView view = new FitView(fit, choices);
    view.verdict();
    view.memory();
    if (fit.verdict() != Verdict.DOES_NOT_FIT) {
      view.concurrency();
    }
    view.list("Why", fit.reasons());
    view.list("What would help", fit.remedies().stream().map(Remedy::text).toList());
    view.list("The model was made by rule", choices);
    view.list("Notes", fit.notes());
    view.facts();
    return view.report;
  }

  private void verdict() {
    Tone tone =
        switch (fit.verdict()) {
          case FITS -> Tone.GOOD;
          case TIGHT -> Tone.WARNING;
          case DOES_NOT_FIT -> Tone.BAD;
        };
    String margin = Figures.bytes(Math.abs(fit.marginBytes()));
    String share = Figures.percent(Math.abs(fit.marginFraction()));
    report.line(
        tone,
        fit.verdict().label()
            + ": "
            + fit.deployment().model().id()
            + " on "
            + Figures.whole(fit.plan().gpus())
            + (fit.plan().gpus() == 1 ? " GPU of " : " GPUs of ")
            + fit.deployment().cluster().system().id()
            + ", "
            + margin
            + (fit.marginBytes() < 0 ? " per GPU short (" : " per GPU to spare (")
            + share
            + ").");
    if (fit.marginBytes() >= 0) {
      report.line(Tone.NOTE, "to spare: beyond " + need() + ".");
    } else {
      report.line(Tone.NOTE, "short: " + lack() + ".");
    }
    Table table = new Table("", "");
    DeploymentView.rows(
        table, fit.deployment(), fit.planWasGiven() ? "as asked" : "the best legal layout");
    if (fit.verdict() != Verdict.DOES_NOT_FIT) {
      table.row("KV cache", DeploymentView.kv(fit.deployment(), budget));
    }
    report.table(table);
  }

  private void memory() {
    StageMemory rank = budget.worst();
    report.heading(
        "Memory of "
            + (budget.stages().size() == 1 ? "each rank" : "a rank of stage " + rank.stage())
            + ": "
            + Figures.bytes(budget.usableBytes())
            + " usable of "
            + Figures.bytes(budget.memoryBytes()));
    Table table = new Table("", "precision", ">bytes", ">share");
    for (MemoryItem item : rank.items()) {
      String precision = item.precision() == null ? "" : item.precision().id();
      row(table, item.part().label(), precision, item.bytes());
    }
    if (budget.kvRoomBytes() >= 0) {
      row(table, "room for KV cache", fit.deployment().kvPrecision().id(), budget.kvRoomBytes());
    } else {
      row(table, "over", "", budget.kvRoomBytes());
    }
    report.table(table);
    report.line(
        Tone.NOTE,
        "  weights "
            + Figures.bytes(fit.weightsBytes())
            + " in all, "
            + Figures.percent(fit.weightsFraction())
            + " of what one replica's GPUs can use");
    report.line(Tone.NOTE, "  " + fewestGpus());
  }

  /** What is missing: what weights and buffers exceed, and what KV cache needs beside them. */
  private String lack() {
    long over = -budget.worst().kvRoomBytes();
    return over > 0 && over + fit.marginBytes() < 0
        ? Figures.bytes(over) + " more than usable, and " + need()
        : "of " + need();
  }

  /** What the room for KV cache must hold on the rank that has least to spare. */
  private String need() {
    double room = fit.bounds().kvRoomFraction() * budget.usableBytes();
    for (StageMemory stage : budget.stages()) {
      double one = stage.kv().bytesPerSequence(fit.limits().maxModelLen());
      long needed = (long) Math.ceil(Math.max(one, room));
      if (Math.abs(stage.kvRoomBytes() - needed - fit.marginBytes()) <= 1) {
        return Figures.bytes(needed)
            + (one >= room
                ? " for one sequence of max-model-len"
                : " for the KV room asked for, " + Figures.percent(fit.bounds().kvRoomFraction()));
      }
    }
    return Figures.bytes(budget.kvRoomBytes() - fit.marginBytes()) + " for the sequences asked for";
  }

  private String fewestGpus() {
    GpuBounds bounds = fit.bounds();
    String held =
        "by arithmetic, nothing replicated, "
            + DeploymentView.count(bounds.weightsOnly(), "GPU")
            + (bounds.weightsOnly() == 1 ? " of this kind holds" : " of this kind hold")
            + " the weights";
    return bounds.kvRoomFraction() > 0
        ? held
            + ", "
            + Figures.whole(bounds.withRoom())
            + " ("
            + Figures.whole(bounds.withRoomNodes())
            + " in whole nodes) with "
            + Figures.percent(bounds.kvRoomFraction())
            + " KV room"
        : held;
  }

  private void row(Table table, String part, String precision, long bytes) {
    table.row(
        part,
        precision,
        Figures.bytes(bytes),
        Figures.percent((double) bytes / budget.usableBytes()));
  }

  private void concurrency() {
    report.heading("Requests that fit at once, by their tokens");
    Table table = new Table(">context", ">in all", ">per attention rank", "");
    for (ContextRow row : fit.concurrency()) {
      table.row(
          Figures.whole(row.contextTokens()),
          many(row.running()),
          many(row.runningPerRank()),
          row.isCapped()
              ? "max-num-seqs; KV room for " + many(row.sequencesPerRank()) + " a rank"
              : "");
    }
    report.table(table);
    report.line(
        Tone.NOTE,
        "  longest that one rank holds alone: "
            + Figures.whole(fit.longestSequence())
            + " tokens; max-num-seqs: "
            + Figures.whole(fit.limits().maxNumSeqs())
            + " a rank");
  }

  private static String many(long sequences) {
    return sequences > 1_000_000_000_000L ? "no limit" : Figures.whole(sequences);
  }

  private void list(String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      report.heading(heading);
      for (String line : lines) {
        report.line("  " + line);
      }
    }
  }

  private void facts() {
    report.fact("schema", SCHEMA).fact("dryrack", Version.number());
    report.fact("verdict", fit.verdict().name().toLowerCase(Locale.ROOT));
    report.fact("gpus", fit.plan().gpus());
    report.fact("weights_bytes", fit.weightsBytes());
    report.fact("kv_tokens", fit.kvTokens());
    report.fact("margin_bytes", fit.marginBytes());
    report.fact("margin_fraction", fit.marginFraction());
    report.fact("model", DeploymentView.modelFacts(fit.deployment()));
    report.fact("system", DeploymentView.systemFacts(fit.deployment().cluster()));
    report.fact("plan", DeploymentView.planFacts(fit.plan()));
    report.fact("plan_was_given", fit.planWasGiven());
    report.fact("per_rank", perRank());
    report.fact("concurrency", concurrencyFacts());
    report.fact("longest_sequence_tokens", fit.longestSequence());
    report.fact("fewest_gpus", bounds());
    report.fact("reasons", fit.reasons());
    List<Object> remedies = new ArrayList<>();
    fit.remedies().forEach(remedy -> remedies.add(facts(remedy)));
    report.fact("remedies", remedies);
    List<String> notes = new ArrayList<>(choices);
    notes.addAll(fit.notes());
    report.fact("notes", notes);
  }

  private List<Object> perRank() {
    List<Object> stages = new ArrayList<>();
    for (StageMemory stage : budget.stages()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("stage", stage.stage());
      facts.put("memory_bytes", budget.memoryBytes());
      facts.put("usable_bytes", budget.usableBytes());
      List<Object> parts = new ArrayList<>();
      for (MemoryItem item : stage.items()) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("part", item.part().name().toLowerCase(Locale.ROOT));
        part.put("precision", item.precision() == null ? null : item.precision().id());
        part.put("bytes", item.bytes());
        parts.add(part);
      }
      facts.put("parts", parts);
      facts.put("weights_bytes", stage.weightsBytes());
      facts.put("kv_room_bytes", stage.kvRoomBytes());
      stages.add(facts);
    }
    return stages;
  }

  private List<Object> concurrencyFacts() {
    List<Object> rows = new ArrayList<>();
    for (ContextRow row : fit.concurrency()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("context_tokens", row.contextTokens());
      facts.put("sequences", row.sequences());
      facts.put("sequences_per_rank", row.sequencesPerRank());
      facts.put("running", row.running());
      facts.put("running_per_rank", row.runningPerRank());
      rows.add(facts);
    }
    return rows;
  }

  private Map<String, Object> bounds() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("weights_only", fit.bounds().weightsOnly());
    facts.put("with_kv_room", fit.bounds().withRoom());
    facts.put("kv_room_fraction", fit.bounds().kvRoomFraction());
    facts.put("with_kv_room_whole_nodes", fit.bounds().withRoomNodes());
    return facts;
  }

  private static Map<String, Object> facts(Remedy remedy) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("kind", remedy.kind().name().toLowerCase(Locale.ROOT));
    facts.put("text", remedy.text());
    facts.put("weights", remedy.weights().id());
    facts.put("kv_cache_dtype", remedy.kvPrecision().id());
    facts.put("plan", DeploymentView.planFacts(remedy.plan()));
    facts.put("max_model_len", remedy.maxModelLen());
    return facts;
  }
}
