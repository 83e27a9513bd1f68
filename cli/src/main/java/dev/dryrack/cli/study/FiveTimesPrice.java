package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.study.TokenCost.Times;
import dev.dryrack.cli.study.TokenCost.Usd;
import dev.dryrack.cli.view.Explanation;
import dev.dryrack.serving.estimate.Estimate;
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

  static final double WANTED = 5;

  /**
   * A change.
   *
   * @param name of it at its full size
   * @param key for programs
   * @param full how many times
   * @param times makes it so many times
   */
  record Change(String name, String key, double full, DoubleFunction<Times> times) {}

  static final List<Change> CHANGES =
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
    return Study.loadAnd(ModelKeys.MODEL, PlanKeys.TP, LoadKeys.RANGE_RATIO);
  }

  @Override
  public StudyReport answer(StudyKit kit) {
    StudyReport report = new StudyReport(this);
    TokenCost cost = new TokenCost(kit, kit.scenario().centred());
    Usd base = cost.of(Times.ONE);
    if (Double.isNaN(base.task())) {
      report.sayAndEnd("No plan serves the predecessor that fast.").of("served", false);
      return report;
    }
    alone(report, cost, base);
    together(report, cost, base.task());
    MixedChanges.tell(kit, report);
    regions(report, cost, base.task());
    rests(kit, report, cost);
    return report;
  }

  /** The changes of a subset, whose bits say which are in it, so many times each. */
  static Times with(int subset, double... factors) {
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

  private static void alone(StudyReport report, TokenCost cost, Usd base) {
    Table table = new Table("alone", ">cost of a task", ">times", ">$/M input", ">$/M output");
    row(table, "the predecessor", base, base);
    Map<String, Object> facts = new LinkedHashMap<>();
    double most = 0;
    String strongest = "";
    for (int i = 0; i < CHANGES.size(); i++) {
      Usd usd = cost.of(with(1 << i, full()));
      double ratio = usd.task() / base.task();
      row(table, CHANGES.get(i).name(), usd, base);
      facts.put(CHANGES.get(i).key(), ratio);
      if (ratio > most) {
        most = ratio;
        strongest = CHANGES.get(i).name();
      }
    }
    Usd larger = cost.of(new Times(2, 2, 1, 1, 1));
    row(table, "twice total and active", larger, base);
    row(table, "all five", cost.of(with((1 << CHANGES.size()) - 1, full())), base);
    report.fact("alone", facts);
    report.table(
        "One change at a time, and what a token then costs",
        table,
        "a hungrier harness: twice the calls, twice the context, twice the cache misses",
        "input pays for the time that prompts add to steps, output for all other time");
    report
        .say(
            most >= WANTED
                ? "One change is enough: {} costs {}."
                : "No single change of those tried costs five times as much: {} costs {}.",
            strongest,
            times(most))
        .of("most", most)
        .of("strongest", strongest);
    report
        .say(
            "Twice the parameters and twice the active ones, all else alike, make a million output"
                + " tokens cost {} in place of {}: {} as much.",
            Figures.dollars(larger.output()),
            Figures.dollars(base.output()),
            times(larger.output() / base.output()))
        .of("usd_per_million_output", larger.output())
        .of("usd_per_million_output_predecessor", base.output());
  }

  private static void row(Table table, String name, Usd usd, Usd base) {
    table.row(
        name,
        Figures.dollars(usd.task()),
        ratio(usd.task() / base.task()),
        Figures.dollars(usd.input()),
        Figures.dollars(usd.output()));
  }

  static String times(double ratio) {
    return ratio(ratio) + " times";
  }

  /** Three digits, whole numbers too. */
  private static String ratio(double ratio) {
    String text = Figures.digits(ratio, 3);
    String zeros = text.length() == 1 ? ".00" : text.length() == 2 ? ".0" : "";
    return text.contains(".") ? text : text + zeros;
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
    waterfall(report, ratios);
    List<Object> facts = smallest(report, ratios);
    double whole = ratios[ratios.length - 1];
    report
        .say(
            "All five together cost {} as much; {} of {} pairs and {} of {} triples reach five.",
            times(whole),
            enough[2],
            mixtures[2],
            enough[3],
            mixtures[3])
        .of("together", whole)
        .of("pairs", enough[2])
        .of("triples", enough[3])
        .of("smallest", facts);
  }

  private static void waterfall(StudyReport report, double... ratios) {
    double[] factors = Shares.of(CHANGES.size(), subset -> ratios[subset]);
    Table table = new Table("all five, shared out", ">times", ">in all");
    List<Object> facts = new ArrayList<>();
    double product = 1;
    for (int i = 0; i < factors.length; i++) {
      product *= factors[i];
      table.row(CHANGES.get(i).name(), ratio(factors[i]), ratio(product));
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
  }

  /** Tabulates mixtures that reach five and of which no part does. */
  private static List<Object> smallest(StudyReport report, double... ratios) {
    Table table = new Table("together", ">times");
    List<Object> facts = new ArrayList<>();
    for (int size = 1; size <= CHANGES.size(); size++) {
      for (int subset = 1; subset < ratios.length; subset++) {
        if (Integer.bitCount(subset) != size || !isSmallest(subset, ratios)) {
          continue;
        }
        table.row(names(subset), ratio(ratios[subset]));
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("changes", keys(subset));
        fact.put("times", ratios[subset]);
        facts.add(fact);
      }
    }
    if (!table.isEmpty()) {
      report.table("The smallest mixtures that reach five", table);
    }
    return facts;
  }

  private static boolean isSmallest(int subset, double... ratios) {
    for (int part = (subset - 1) & subset; part > 0; part = (part - 1) & subset) {
      if (ratios[part] >= WANTED) {
        return false;
      }
    }
    return ratios[subset] >= WANTED;
  }

  private static String names(int subset) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < CHANGES.size(); i++) {
      if ((subset >> i & 1) == 1) {
        names.add(CHANGES.get(i).name());
      }
    }
    return String.join(", ", names);
  }

  private static List<String> keys(int subset) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < CHANGES.size(); i++) {
      if ((subset >> i & 1) == 1) {
        keys.add(CHANGES.get(i).key());
      }
    }
    return keys;
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
        cells[i + 1] = ratio(ratio) + (ratio >= WANTED ? " *" : "  ");
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
    Scenario scenario = kit.scenario().centred();
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
            + Words.speed(scenario)
            + " each.");
    report.restsOn(
        "Cost, not price: at the same margin, prices differ as costs do. Errors of step times"
            + " move both models together.");
    report.restsOn("All sizes are hypotheses: nobody has published those of closed models.");
    Estimate estimate = cost.estimate(Times.ONE);
    Rests.on(report, estimate);
    report.sayEvidence(estimate.evidence());
    report.because("The predecessor has " + Words.model(scenario) + ".");
    report.because(Explanation.speed(estimate));
    report.because(
        "A token costs the time of its GPUs: more active parameters are more to read and multiply,"
            + " more in all are more to spread, and an idle GPU costs as much as a busy one.");
    report.because("Reasoning, calls and cache misses change how many tokens a task takes.");
    report.because("Fewer users share a step of a larger model before each token comes too late.");
  }
}
