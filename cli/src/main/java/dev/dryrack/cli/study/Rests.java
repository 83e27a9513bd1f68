package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.estimate.Money;

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

  /** What the price of a system rests on. */
  static void price(StudyReport report, Estimate estimate) {
    Money money = estimate.money();
    if (money != null) {
      report.restsOn(
          "Price of "
              + estimate.deployment().cluster().system().id()
              + ": "
              + Figures.dollars(money.price().usdPerGpuHour())
              + " per GPU-hour, "
              + (money.price().assumed() ? "ASSUMED, " : "")
              + money.price().contract()
              + ", "
              + money.price().source());
    }
  }
}
