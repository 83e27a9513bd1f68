package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.sampling.Output;
import dev.dryrack.cli.sampling.SampledInput;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.sampling.SimulatedSamples;
import dev.dryrack.cli.sampling.Swing;
import dev.dryrack.cli.sampling.Verdicts;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.UncertaintyKeys;
import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.uncertainty.Probability;
import dev.dryrack.serving.uncertainty.SampleSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What samples come to, for people and programs. */
public final class SampledView {

  private static final String SCHEMA = "dryrack-samples/1";
  private static final List<Output> DRIVEN = List.of(Output.USER, Output.USD_BLENDED);

  private final Scenario scenario;
  private final Sampling sampling;
  private final boolean speeds;
  private final Report report = new Report();

  private SampledView(Scenario scenario, Sampling sampling, boolean speeds) {
    this.scenario = scenario;
    this.sampling = sampling;
    this.speeds = speeds;
  }

  /** The whole report. */
  public static Report of(
      Scenario scenario,
      Sampling sampling,
      List<Verdicts> verdicts,
      @Nullable SimulatedSamples simulated,
      boolean speeds) {
    SampledView view = new SampledView(scenario, sampling, speeds);
    view.head();
    view.outputs();
    if (simulated != null) {
      view.simulated(simulated);
    }
    if (!verdicts.isEmpty()) {
      view.claims(verdicts);
    }
    List<Output> driven = speeds ? DRIVEN : List.of(Output.KV_TOKENS);
    driven.forEach(view::tornado);
    view.facts(verdicts, driven);
    return view.report;
  }

  private void head() {
    Probability fits = sampling.fits();
    double share = fits.fraction();
    report.line(
        share == 1 ? Tone.GOOD : share == 0 ? Tone.BAD : Tone.WARNING,
        "It fits in " + percent(fits) + " of " + Figures.whole(fits.samples()) + " samples.");
    Table table = new Table("", "");
    for (SampledInput input : sampling.inputs()) {
      table.row(input.name(), input.text());
    }
    table.row(
        "samples",
        Figures.whole(sampling.samples())
            + ", "
            + scenario.get(UncertaintyKeys.DESIGN)
            + ", seed "
            + scenario.get(RunKeys.SEED));
    if (speeds) {
      SteadyLoad load = sampling.load();
      table.row(
          "load",
          Figures.whole(load.concurrency())
              + " at once, "
              + Figures.whole(load.inputTokens())
              + " tokens in, "
              + Figures.whole(load.outputTokens())
              + " out"
              + (isLoadUncertain() ? ", at the medians" : ""));
    }
    report.table(table);
    if (sampling.plans() > 1) {
      report.line(
          Tone.NOTE,
          "  the best layout is found for each sample, and "
              + Figures.whole(sampling.plans())
              + " different ones are: name a plan, such as --tp 8, to hold it fixed");
    }
    if (sampling.impossible() > 0) {
      report.line(
          Tone.WARNING,
          Figures.whole(sampling.impossible())
              + " samples are left out, because their values do not go together: "
              + sampling.whyImpossible()
              + ".");
    }
  }

  private boolean isLoadUncertain() {
    return sampling.inputs().stream().anyMatch(input -> input.name().startsWith("load."));
  }

  private void simulated(SimulatedSamples runs) {
    report.heading(Figures.whole(runs.count()) + " of the samples simulated, at random arrivals");
    Table table = new Table("", ">median", ">10 %", ">90 %");
    SampleSummary closed = runs.summary(SimulatedSamples.One::closedUser);
    SampleSummary user = runs.summary(SimulatedSamples.One::simulatedUser);
    SampleSummary p50 = runs.summary(one -> one.run().result().latencies().ttft().p50());
    SampleSummary p90 = runs.summary(one -> one.run().result().latencies().ttft().p90());
    row(table, "tokens/s per user, closed form", Output.USER, closed);
    row(table, "tokens/s per user, simulated", Output.USER, user);
    row(table, "TTFT p50, queues included", Output.TTFT, p50);
    row(table, "TTFT p90", Output.TTFT, p90);
    report.table(table);
    report.line(
        Tone.NOTE,
        "  "
            + runs.stable()
            + " of them keep up with their requests; closed form and simulation agree within "
            + Figures.percent(SimulatedSamples.TOLERANCE)
            + " per token in "
            + runs.agreeing()
            + " (largest difference "
            + Figures.percent(runs.largestDifference())
            + ")"
            + (runs.agreeing() == runs.count()
                ? ""
                : "; where they differ the simulation is nearer: the closed form takes all ranks to"
                    + " be alike, and steps wait for the fullest")
            + "; taken at evenly spread ranks of the closed form's speed");
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("count", runs.count());
    facts.put("keep_up", runs.stable());
    facts.put("agree", runs.agreeing());
    facts.put("largest_difference", runs.largestDifference());
    facts.put("user_closed_form", facts(closed));
    facts.put("user", facts(user));
    facts.put("ttft_p50_seconds", facts(p50));
    facts.put("ttft_p90_seconds", facts(p90));
    report.fact("simulated", facts);
  }

  private static void row(Table table, String name, Output output, SampleSummary summary) {
    table.row(
        name,
        output.print(summary.median()),
        output.print(summary.low()),
        output.print(summary.high()));
  }

  private static String percent(Probability probability) {
    return Figures.percent(probability.fraction())
        + " ("
        + Figures.percent(probability.low())
        + " to "
        + Figures.percent(probability.high())
        + ")";
  }

  private void outputs() {
    report.heading("Figures of the samples that fit, in closed form");
    Table table = new Table("", ">median", ">10 %", ">90 %");
    for (Output output : shown()) {
      row(table, output.label(), output, sampling.summary(output));
    }
    report.table(table);
    report.line(Tone.NOTE, "  four in five samples lie between the last two columns");
  }

  private List<Output> shown() {
    List<Output> shown = new ArrayList<>();
    for (Output output : Output.values()) {
      if (output != Output.FITS && (speeds || !output.isOfSpeed())) {
        shown.add(output);
      }
    }
    return shown;
  }

  private void claims(List<Verdicts> all) {
    report.heading("Claims");
    for (Verdicts verdicts : all) {
      report.line("  " + verdicts.claim().text() + " holds in " + percent(verdicts.probability()));
      if (verdicts.turns().isEmpty()) {
        report.line(Tone.NOTE, "    no value turns it alone, all else at medians");
      }
      for (Verdicts.Turn turn : verdicts.turns()) {
        report.line(
            Tone.NOTE,
            "    turns at " + turn.input().name() + " = " + turn.value() + ", all else at medians");
      }
    }
  }

  private void tornado(Output output) {
    report.heading("What drives " + output.label());
    Table table = new Table("", ">at 10 %", ">at 90 %", ">rank corr.");
    for (Swing swing : sampling.swings(output)) {
      table.row(
          swing.input().name(),
          output.print(swing.low()),
          output.print(swing.high()),
          Figures.digits(swing.rankCorrelation(), 2));
    }
    report.table(table);
    report.line(
        Tone.NOTE,
        "  one input moved, all others at their medians; of a choice, least and most; Spearman\'s"
            + " rank correlation over all samples");
  }

  private void facts(List<Verdicts> verdicts, List<Output> driven) {
    report.fact("schema", SCHEMA).fact("dryrack", Version.number());
    report.fact("samples", sampling.samples());
    report.fact("impossible", sampling.impossible());
    report.fact("design", scenario.get(UncertaintyKeys.DESIGN));
    report.fact("seed", scenario.get(RunKeys.SEED));
    if (speeds) {
      Map<String, Object> load = new LinkedHashMap<>();
      load.put("isl", sampling.load().inputTokens());
      load.put("osl", sampling.load().outputTokens());
      load.put("concurrency", sampling.load().concurrency());
      report.fact("load", load);
    }
    Map<String, Object> inputs = new LinkedHashMap<>();
    sampling.inputs().forEach(input -> inputs.put(input.name(), input.text()));
    report.fact("inputs", inputs);
    report.fact("fits", facts(sampling.fits()));
    Map<String, Object> outputs = new LinkedHashMap<>();
    for (Output output : shown()) {
      outputs.put(output.id(), facts(sampling.summary(output)));
    }
    report.fact("outputs", outputs);
    List<Object> claims = new ArrayList<>();
    for (Verdicts one : verdicts) {
      Map<String, Object> fact = facts(one.probability());
      fact.put("claim", one.claim().text());
      Map<String, Object> turns = new LinkedHashMap<>();
      one.turns().forEach(turn -> turns.put(turn.input().name(), turn.value()));
      fact.put("turns_at", turns);
      claims.add(fact);
    }
    report.fact("claims", claims);
    Map<String, Object> drivers = new LinkedHashMap<>();
    for (Output output : driven) {
      drivers.put(output.id(), sampling.swings(output).stream().map(SampledView::facts).toList());
    }
    report.fact("drivers", drivers);
  }

  static Map<String, Object> facts(Probability probability) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("probability", probability.fraction());
    facts.put("low", probability.low());
    facts.put("high", probability.high());
    return facts;
  }

  static Map<String, Object> facts(SampleSummary summary) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("low", summary.low());
    facts.put("median", summary.median());
    facts.put("high", summary.high());
    facts.put("count", summary.count());
    return facts;
  }

  private static Map<String, Object> facts(Swing swing) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("input", swing.input().name());
    facts.put("low", swing.low());
    facts.put("high", swing.high());
    facts.put("rank_correlation", swing.rankCorrelation());
    return facts;
  }
}
