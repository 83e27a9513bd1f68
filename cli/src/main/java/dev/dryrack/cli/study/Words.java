package dev.dryrack.cli.study;

import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.resolve.MeanRequest;
import dev.dryrack.cli.sampling.Output;
import dev.dryrack.cli.scenario.GoodputKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.Setting;
import dev.dryrack.serving.estimate.Band;
import dev.dryrack.serving.uncertainty.Probability;
import dev.dryrack.serving.uncertainty.SampleSummary;

/** Figures as the sentences of studies have them. */
final class Words {

  private Words() {}

  /** A middle and its band: {@code 20.0 tokens/s (14.4 to 27.7)}. */
  static String rate(Band band, String unit) {
    return Figures.digits(band.mid(), 3) + unit + " " + ends(band);
  }

  /** The ends of a band: {@code (14.4 to 27.7)}. */
  static String ends(Band band) {
    return "(" + Figures.digits(band.low(), 3) + " to " + Figures.digits(band.high(), 3) + ")";
  }

  /** Where four in five samples lie: {@code ($7.10 to $10.30)}. */
  static String ends(Output output, SampleSummary summary) {
    return "(" + output.print(summary.low()) + " to " + output.print(summary.high()) + ")";
  }

  /** How often something held: {@code likely (81.0 % of samples)}. */
  static String chance(Probability probability) {
    return Likelihood.of(probability).words()
        + " ("
        + Figures.percent(probability.fraction())
        + " of samples)";
  }

  /** The model of a scenario at its median: {@code 8T parameters (160B active)}. */
  static String model(Scenario scenario) {
    Setting<Long> active = scenario.setting(ModelKeys.ACTIVE);
    return size(scenario)
        + " parameters"
        + (active == null ? "" : " (" + active.centred().print() + " active)");
  }

  /** Its parameters at their median: {@code 8T}. */
  static String size(Scenario scenario) {
    Setting<Long> params = scenario.setting(ModelKeys.PARAMS);
    return params == null ? "the model's" : params.centred().print();
  }

  /** The mean request: {@code 3,686 tokens in, 461 out}. */
  static String request(Scenario scenario) {
    MeanRequest mean = MeanRequest.of(scenario.centred());
    String text =
        Figures.whole(mean.inputTokens())
            + " tokens in, "
            + Figures.whole(mean.outputTokens())
            + " out";
    return scenario.get(LoadKeys.RANGE_RATIO) == 1 ? text : text + " on average";
  }

  /** The output tokens a second that each user is to get. */
  static double wanted(Scenario scenario) {
    return 1 / scenario.get(GoodputKeys.GOODPUT_TPOT);
  }

  /** The same in words: {@code 20 tokens/s}. */
  static String speed(Scenario scenario) {
    return Figures.digits(wanted(scenario), 3) + " tokens/s";
  }
}
