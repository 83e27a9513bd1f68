package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.scenario.GoodputKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.UncertaintyKeys;
import dev.dryrack.cli.study.TokenCost.Times;
import dev.dryrack.serving.uncertainty.Probability;
import dev.dryrack.serving.uncertainty.RankCorrelation;
import dev.dryrack.serving.uncertainty.SampleDesign;
import dev.dryrack.serving.uncertainty.SampleSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * Where could a price five times the predecessor's come from?
 *
 * <p>The cost of a task is that of its calls: input, cached input and output tokens at their cost
 * under the same serving design. Five changes are tried alone and mixed; each mixture is computed
 * anew, not multiplied.
 */
final class FiveTimesPrice implements Study {

  private static final double WANTED = 5;

  /**
   * A change.
   *
   * @param name of it at its full size
   * @param key for programs
   * @param full how many times
   * @param times makes it so many times
   */
  private record Change(String name, String key, double full, DoubleFunction<Times> times) {}

  private static final List<Change> CHANGES =
      List.of(
          new Change("twice the parameters", "total", 2, f -> new Times(f, 1, 1, 1, 1)),
          new Change("twice the active ones", "active", 2, f -> new Times(1, f, 1, 1, 1)),
          new Change("three times the output", "output", 3, f -> new Times(1, 1, f, 1, 1)),
          new Change("a harness twice as hungry", "harness", 2, f -> new Times(1, 1, 1, f, 1)),
          new Change("half the utilisation", "idle", 2, f -> new Times(1, 1, 1, 1, f)));

  @Override
  public String name() {
    return "five-times-price";
  }

  @Override
  public String question() {
    return "Where could a price five times the predecessor's come from?";
  }

  @Override
  public List<ScenarioKey<?>> varied() {
    return List.of(ModelKeys.MODEL, PlanKeys.TP, LoadKeys.MAX_CONCURRENCY, LoadKeys.RANGE_RATIO);
  }

  @Override
  public StudyReport answer(StudyKit kit) {
    StudyReport report = new StudyReport(this);
    TokenCost cost = new TokenCost(kit);
    double base = cost.perTask(Times.ONE);
    if (Double.isNaN(base)) {
      report.say("No plan serves the predecessor that fast.", "served", false);
      return report;
    }
    alone(report, cost, base);
    together(report, cost, base);
    likely(kit, report, cost, base);
    regions(report, cost, base);
    rests(kit, report, cost);
    return report;
  }

  private static Times with(int subset, double... factors) {
    Times all = Times.ONE;
    for (int i = 0; i < CHANGES.size(); i++) {
      if ((subset >> i & 1) == 1) {
        all = product(all, CHANGES.get(i).times().apply(factors[i]));
      }
    }
    return all;
  }

  private static Times product(Times one, Times other) {
    return new Times(
        one.total() * other.total(),
        one.active() * other.active(),
        one.output() * other.output(),
        one.harness() * other.harness(),
        one.idle() * other.idle());
  }

  private static double[] full() {
    return CHANGES.stream().mapToDouble(Change::full).toArray();
  }

  private static void alone(StudyReport report, TokenCost cost, double base) {
    Table table = new Table("alone", ">cost of a task", ">times");
    table.row("the predecessor", Figures.dollars(base), "1.00");
    Map<String, Object> facts = new LinkedHashMap<>();
    double most = 0;
    String strongest = "";
    for (int i = 0; i < CHANGES.size(); i++) {
      double usd = cost.perTask(with(1 << i, full()));
      double ratio = usd / base;
      table.row(CHANGES.get(i).name(), Figures.dollars(usd), Figures.digits(ratio, 3));
      facts.put(CHANGES.get(i).key(), ratio);
      if (ratio > most) {
        most = ratio;
        strongest = CHANGES.get(i).name();
      }
    }
    report.fact("alone", facts);
    report.table(
        "One change at a time",
        table,
        "a hungrier harness: twice the calls, twice the context, twice the cache misses");
    report.say(
        most >= WANTED
            ? "One change is enough: " + strongest + " costs " + times(most) + "."
            : "No single change of those tried costs five times as much: the most is "
                + times(most)
                + ", from "
                + strongest
                + ".",
        "most",
        most,
        "strongest",
        strongest);
  }

  private static String times(double ratio) {
    return Figures.digits(ratio, 3) + " times";
  }

  private static void together(StudyReport report, TokenCost cost, double base) {
    int count = CHANGES.size();
    double[] ratios = new double[1 << count];
    int[] enough = new int[count + 1];
    int[] mixtures = new int[count + 1];
    for (int subset = 0; subset < ratios.length; subset++) {
      ratios[subset] = cost.perTask(with(subset, full())) / base;
      int size = Integer.bitCount(subset);
      mixtures[size]++;
      enough[size] += ratios[subset] >= WANTED ? 1 : 0;
    }
    double[] factors = Shares.of(count, subset -> ratios[subset]);
    Table table = new Table("all five, shared out", ">times", ">in all");
    List<Object> facts = new ArrayList<>();
    double product = 1;
    for (int i = 0; i < count; i++) {
      product *= factors[i];
      table.row(CHANGES.get(i).name(), Figures.digits(factors[i], 3), Figures.digits(product, 3));
      Map<String, Object> fact = new LinkedHashMap<>();
      fact.put("change", CHANGES.get(i).key());
      fact.put("factor", factors[i]);
      facts.add(fact);
    }
    report.fact("waterfall", facts);
    report.table(
        "All together",
        table,
        "each change's mean effect over all orders (Shapley); the product is the whole");
    double whole = ratios[ratios.length - 1];
    report.say(
        "All five together cost "
            + times(whole)
            + " as much; "
            + enough[2]
            + " of "
            + mixtures[2]
            + " pairs and "
            + enough[3]
            + " of "
            + mixtures[3]
            + " triples reach five.",
        "together",
        whole,
        "pairs",
        enough[2],
        "triples",
        enough[3]);
  }

  private static void likely(StudyKit kit, StudyReport report, TokenCost cost, double base) {
    var scenario = kit.scenario();
    int samples = Math.toIntExact(scenario.getOr(UncertaintyKeys.SAMPLES, 150L));
    SampleDesign design =
        SampleDesign.of(
            SampleDesign.Kind.of(scenario.get(UncertaintyKeys.DESIGN)),
            CHANGES.stream().map(Change::key).toList(),
            samples,
            scenario.get(RunKeys.SEED));
    double[] ratios = new double[samples];
    int held = 0;
    for (int sample = 0; sample < samples; sample++) {
      double[] factors = new double[CHANGES.size()];
      for (int i = 0; i < factors.length; i++) {
        factors[i] = StrictMath.pow(CHANGES.get(i).full(), design.row(i)[sample]);
      }
      ratios[sample] = cost.perTask(with((1 << factors.length) - 1, factors)) / base;
      held += ratios[sample] >= WANTED ? 1 : 0;
    }
    Probability probability = new Probability(held, samples);
    SampleSummary summary = SampleSummary.of(ratios);
    Table table = new Table("change", ">rank corr.");
    String driver = "";
    double strongest = -1;
    for (int i = 0; i < CHANGES.size(); i++) {
      double correlation = RankCorrelation.of(design.row(i), ratios);
      table.row(
          "1 to " + Figures.digits(CHANGES.get(i).full(), 2) + " times: " + CHANGES.get(i).key(),
          Figures.digits(correlation, 2));
      if (correlation > strongest) {
        strongest = correlation;
        driver = CHANGES.get(i).name();
      }
    }
    report.table(
        "If each is anywhere between none of it and all of it: "
            + Figures.digits(summary.median(), 3)
            + " times ("
            + Figures.digits(summary.low(), 3)
            + " to "
            + Figures.digits(summary.high(), 3)
            + ")",
        table,
        Figures.whole(samples) + " samples, each factor log-uniform");
    report.say(
        "If each may be anywhere between none of it and all of it, five times is "
            + Likelihood.of(probability).words()
            + " ("
            + Figures.percent(probability.fraction())
            + " of samples); what moves it most is "
            + driver
            + ".",
        "probability",
        probability.fraction(),
        "median",
        summary.median(),
        "low",
        summary.low(),
        "high",
        summary.high(),
        "driver",
        driver);
  }

  private static void regions(StudyReport report, TokenCost cost, double base) {
    double[] steps = {1, 1.5, 2, 3, 4};
    Table table = new Table("active", ">output x1", ">x1.5", ">x2", ">x3", ">x4");
    List<Object> rows = new ArrayList<>();
    for (double active : steps) {
      List<Object> row = new ArrayList<>();
      String[] cells = new String[steps.length + 1];
      cells[0] = "x" + Figures.digits(active, 2);
      for (int i = 0; i < steps.length; i++) {
        double ratio = cost.perTask(new Times(2, active, steps[i], 1, 1)) / base;
        cells[i + 1] = Figures.digits(ratio, 3) + (ratio >= WANTED ? " *" : "  ");
        row.add(ratio);
      }
      table.row(cells);
      rows.add(row);
    }
    report.fact("regions", rows);
    report.table(
        "Regions: twice the parameters, and more of both",
        table,
        "* five times or more; same calls, same utilisation");
  }

  private static void rests(StudyKit kit, StudyReport report, TokenCost cost) {
    var scenario = kit.scenario().centred();
    report.restsOn(
        "A task: "
            + Figures.digits(TokenCost.CALLS, 2)
            + " calls of "
            + Figures.whole(scenario.get(LoadKeys.ISL))
            + " tokens in, "
            + Figures.percent(TokenCost.FRESH)
            + " of them not cached, and "
            + Figures.whole(scenario.get(LoadKeys.OSL))
            + " out; servers busy "
            + Figures.percent(cost.utilization())
            + " of the time (all ASSUMED).");
    report.restsOn(
        "One serving design: experts spread over all GPUs of one rack, attention as suits the model,"
            + " as many users as get "
            + Figures.digits(1 / scenario.get(GoodputKeys.GOODPUT_TPOT), 3)
            + " tokens/s each.");
    report.restsOn(
        "Cost, not price: at the same margin, prices differ as costs do. Errors of step times"
            + " move both models together.");
    report.restsOn("All sizes are hypotheses: nobody has published those of closed models.");
    report.because(
        "a token costs the time of its GPUs: more active parameters are more to read and multiply,"
            + " more in all are more to spread, and an idle GPU costs as much as a busy one");
    report.because("reasoning, calls and cache misses change how many tokens a task takes");
    report.because("fewer users share a step of a larger model before each token comes too late");
  }
}
