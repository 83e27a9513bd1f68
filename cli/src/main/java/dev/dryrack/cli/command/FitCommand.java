package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.scenario.EngineKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKeys;
import dev.dryrack.cli.scenario.UncertaintyKeys;
import dev.dryrack.cli.view.ConfigView;
import dev.dryrack.cli.view.Explanation;
import dev.dryrack.cli.view.FitView;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.fit.Verdict;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack fit}: does a model fit, how is it spread, what would help if it does not. */
final class FitCommand implements Command {

  private final ScenarioOptions options =
      new ScenarioOptions(
              List.of("model", "system", "plan", "engine", "fit", "run", "uncertainty"),
              ScenarioKeys.all().stream()
                  .filter(
                      key ->
                          key.equals(EngineKeys.LONG_PREFILL_TOKEN_THRESHOLD)
                              || key.equals(EngineKeys.PROFILE)
                              || key.equals(EngineKeys.CALIBRATION)
                              || key.equals(EngineKeys.STEP_TIME_FACTOR)
                              || key.equals(UncertaintyKeys.SIMULATE)
                              || SampledTask.isOnlyOfRuns(key))
                  .toList())
          .withUncertainty()
          .checking((parsed, layers) -> SampledTask.check(parsed, false, layers));

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Say whether a model fits on a system, what each rank holds, how many requests fit at"
                + " once, and what would help where it does not. Without a plan the best legal one"
                + " is found. Exit code 3: it does not fit.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack fit 8t-a160b --on gb200-nvl72 --quantization nvfp4",
            "  dryrack fit kimi-k3 --on h100 --gpus auto",
            "  dryrack fit deepseek-v3 --on h200 --gpus 16 --tp 8 --attention-dp 2",
            "  dryrack fit --params 8T --active 160B --on gb300-nvl72",
            "  dryrack fit --params '8T ± 30%%' --active 160B --on gb200-nvl72 \\",
            "      --quantization 'choice(fp8, nvfp4)'");
    SampledTask.addTo(spec, options, help);
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    Scenario scenario = options.scenario(parsed, session);
    if (CommonOptions.has(parsed, ScenarioOptions.SHOW_CONFIG)) {
      session.print(ConfigView.of(scenario));
      return ExitCode.OK;
    }
    if (SampledTask.isAskedFor(scenario, parsed)) {
      return new SampledTask(scenario, false, session).run(parsed);
    }
    Resolver resolver = new Resolver(scenario, session.surroundings());
    FitReport fit = resolver.fit();
    Report report = FitView.of(fit, resolver.notes());
    if (Explained.isAskedFor(parsed)) {
      Explanation.add(report, Explanation.memory(fit), false);
    }
    session.print(report);
    return fit.verdict() == Verdict.DOES_NOT_FIT ? ExitCode.NO : ExitCode.OK;
  }
}
