package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Table;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.Setting;
import dev.dryrack.cli.scenario.UncertaintyKeys;
import dev.dryrack.cli.study.FiveTimesPrice.Change;
import dev.dryrack.cli.study.TokenCost.Times;
import dev.dryrack.serving.uncertainty.Probability;
import dev.dryrack.serving.uncertainty.RankCorrelation;
import dev.dryrack.serving.uncertainty.SampleDesign;
import dev.dryrack.serving.uncertainty.SampleSummary;
import java.util.ArrayList;
import java.util.List;

/**
 * How likely five times is if each change is anywhere between none of it and all of it, and the
 * predecessor anywhere in its ranges. A sample costs two searches for a plan.
 */
final class MixedChanges {

  private static final List<Change> CHANGES = FiveTimesPrice.CHANGES;

  private final StudyKit kit;
  private final Scenario scenario;
  private final List<Setting<?>> uncertain;
  private final SampleDesign design;
  private final double[] ratios;

  private MixedChanges(StudyKit kit) {
    this.kit = kit;
    this.scenario = kit.scenario();
    this.uncertain = scenario.uncertain();
    List<String> names = new ArrayList<>(CHANGES.stream().map(Change::key).toList());
    uncertain.forEach(setting -> names.add(setting.key().path()));
    this.design =
        SampleDesign.of(
            SampleDesign.Kind.of(scenario.get(UncertaintyKeys.DESIGN)),
            names,
            Math.toIntExact(scenario.getOr(UncertaintyKeys.SAMPLES, 100L)),
            scenario.get(RunKeys.SEED));
    this.ratios = new double[design.samples()];
    for (int sample = 0; sample < ratios.length; sample++) {
      ratios[sample] = ratio(sample);
    }
  }

  static void tell(StudyKit kit, StudyReport report) {
    new MixedChanges(kit).tell(report);
  }

  /** The cost over the predecessor's; NaN if no plan serves either that fast. */
  private double ratio(int sample) {
    double[] factors = new double[CHANGES.size()];
    for (int i = 0; i < factors.length; i++) {
      factors[i] = StrictMath.pow(CHANGES.get(i).full(), design.row(i)[sample]);
    }
    double[] at = new double[uncertain.size()];
    for (int i = 0; i < at.length; i++) {
      at[i] = design.row(factors.length + i)[sample];
    }
    TokenCost cost = new TokenCost(kit, scenario.at(uncertain, at).centred());
    Times mixed = FiveTimesPrice.with((1 << factors.length) - 1, factors);
    return cost.perTask(mixed) / cost.perTask(Times.ONE);
  }

  private void tell(StudyReport report) {
    int held = 0;
    for (double ratio : ratios) {
      held += ratio >= FiveTimesPrice.WANTED ? 1 : 0;
    }
    SampleSummary summary = SampleSummary.of(ratios);
    Probability probability = new Probability(held, summary.count());
    String driver = drivers(report, summary);
    report
        .say(
            "If each may be anywhere between none of it and all of it, five times is {}; what moves"
                + " it most is {}.",
            Words.chance(probability),
            driver)
        .of("probability", probability.fraction())
        .of("median", summary.median())
        .between(summary.low(), summary.high())
        .of("driver", driver);
  }

  private String drivers(StudyReport report, SampleSummary summary) {
    Table table = new Table("", ">rank corr.");
    String driver = "";
    double strongest = -1;
    for (int i = 0; i < CHANGES.size() + uncertain.size(); i++) {
      boolean changes = i < CHANGES.size();
      Setting<?> setting = changes ? null : uncertain.get(i - CHANGES.size());
      double correlation = RankCorrelation.of(design.row(i), ratios);
      table.row(
          setting == null
              ? "1 to "
                  + Figures.digits(CHANGES.get(i).full(), 2)
                  + " times: "
                  + CHANGES.get(i).key()
              : "predecessor: " + setting.key().path() + " " + setting.print(),
          Figures.digits(correlation, 2));
      if (Math.abs(correlation) > strongest) {
        strongest = Math.abs(correlation);
        driver = setting == null ? CHANGES.get(i).name() : setting.key().path();
      }
    }
    report.table(
        "If each is anywhere between none of it and all of it: "
            + FiveTimesPrice.times(summary.median())
            + " ("
            + Figures.digits(summary.low(), 3)
            + " to "
            + Figures.digits(summary.high(), 3)
            + ")",
        table,
        Figures.whole(summary.count())
            + " samples, each factor log-uniform, the predecessor in its ranges"
            + (summary.missing() == 0
                ? ""
                : "; "
                    + Figures.whole(summary.missing())
                    + " more that no plan serves at that speed are left out"));
    return driver;
  }
}
