package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.UncertaintyKeys;
import dev.dryrack.hardware.GpuPrice;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.estimate.Money;
import java.util.ArrayList;
import java.util.List;

/** What the figures of an estimate rest on, once for a whole report. */
final class Rests {

  private Rests() {}

  static void on(StudyReport report, Estimate estimate) {
    price(report, estimate);
    report.restsOn(
        "Times: "
            + estimate.evidence().provenance().label()
            + ", within +-"
            + Figures.digits(100 * estimate.evidence().relativeBand(), 2)
            + " % in four cases of five.");
    estimate.evidence().remarks().forEach(report::restsOn);
  }

  /** Which inputs were sampled, and how. */
  static void samples(StudyReport report, Sampling sampling, Scenario scenario) {
    List<String> inputs = new ArrayList<>();
    sampling.inputs().forEach(input -> inputs.add(input.name() + " " + input.text()));
    report.restsOn(
        "Sampled: "
            + String.join("; ", inputs)
            + ". "
            + Figures.whole(sampling.samples())
            + " samples, "
            + scenario.get(UncertaintyKeys.DESIGN)
            + ", seed "
            + scenario.get(RunKeys.SEED)
            + ".");
  }

  /** What the price of a system rests on. */
  static void price(StudyReport report, Estimate estimate) {
    Money money = estimate.money();
    if (money != null) {
      price(report, estimate.deployment().cluster().system().id(), money.price());
    }
  }

  /** What a price rests on. */
  static void price(StudyReport report, String system, GpuPrice price) {
    report.restsOn(
        "Price of "
            + system
            + ": "
            + Figures.dollars(price.usdPerGpuHour())
            + " per GPU-hour, "
            + (price.assumed() ? "ASSUMED, " : "")
            + price.contract()
            + ", "
            + price.source());
  }
}
