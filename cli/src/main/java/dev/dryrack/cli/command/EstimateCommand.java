package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.resolve.Bill;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.run.LengthLimit;
import dev.dryrack.cli.scenario.EngineKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.ScenarioKeys;
import dev.dryrack.cli.scenario.SpeculationKeys;
import dev.dryrack.cli.view.ConfigView;
import dev.dryrack.cli.view.EstimateView;
import dev.dryrack.cli.view.Explanation;
import dev.dryrack.serving.estimate.Estimate;
import dev.dryrack.serving.estimate.Estimator;
import dev.dryrack.serving.estimate.SteadyLoad;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.fit.Verdict;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack estimate}: the closed form of speed and cost. */
final class EstimateCommand implements Command {

  /** Requests per attention rank where nobody says how many. */
  private static final long USUAL_PER_RANK = 32;

  /** The keys of a load that say something about a steady one. */
  private static final List<ScenarioKey<?>> STEADY =
      List.of(LoadKeys.ISL, LoadKeys.OSL, LoadKeys.MAX_CONCURRENCY);

  private final ScenarioOptions options =
      new ScenarioOptions(
              List.of(
                  "model",
                  "system",
                  "plan",
                  "engine",
                  "load",
                  "run",
                  "cost",
                  "economics",
                  "uncertainty"),
              ScenarioKeys.all().stream()
                  .filter(
                      key ->
                          key.equals(EngineKeys.LONG_PREFILL_TOKEN_THRESHOLD)
                              || SampledTask.isOnlyOfRuns(key)
                              || (key.path().startsWith("load.") && !STEADY.contains(key)))
                  .toList())
          .withUncertainty()
          .checking((parsed, layers) -> SampledTask.check(parsed, true, layers));

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Estimate speed, cost and power of a steady state in closed form: so many requests in"
                + " the system at once (--max-concurrency, default 32 per attention rank), all of"
                + " --isl prompt and --osl output tokens. Exit code 3: it, or a request, does not fit.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack estimate deepseek-v3 --on h200 --isl 4096 --osl 512",
            "  dryrack estimate 8t-a160b --on gb200-nvl72 --quantization nvfp4 --max-concurrency 4608",
            "  dryrack estimate llama-3.1-70b --on h100 --gpus 4 --tp 4 --price 2.50",
            "  dryrack estimate --params '8T ± 30%%' --active 80B..320B --on gb200-nvl72 \\",
            "      --price '2..4' --samples 2000 --claim 'user>=20'",
            "  dryrack estimate kimi-k3 --on gb200-nvl72 --capex '$43k' --utilization 0.4");
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
    if (scenario.isSet(PlanKeys.POOLS)) {
      throw scenario.mistake(
          PlanKeys.POOLS,
          "there is no closed form of prefill and decode pools; use dryrack run, or leave it out");
    }
    if (scenario.isSet(SpeculationKeys.TOKENS)) {
      throw scenario.mistake(
          SpeculationKeys.TOKENS,
          "there is no closed form of speculative decoding yet; use dryrack run, or leave it out");
    }
    if (SampledTask.isAskedFor(scenario, parsed)) {
      return new SampledTask(scenario, true, session).run(parsed);
    }
    Resolver resolver = new Resolver(scenario, session.surroundings());
    FitReport fit = resolver.fit();
    if (fit.verdict() == Verdict.DOES_NOT_FIT) {
      return RunCommand.refuse(fit, "estimated", session);
    }
    long ranks = (long) fit.plan().attentionDp() * fit.plan().replicas();
    SteadyLoad load =
        new SteadyLoad(
            Math.toIntExact(scenario.get(LoadKeys.ISL)),
            Math.toIntExact(scenario.get(LoadKeys.OSL)),
            Math.toIntExact(scenario.getOr(LoadKeys.MAX_CONCURRENCY, USUAL_PER_RANK * ranks)));
    LengthLimit limit = LengthLimit.of(scenario, fit);
    long tokens = (long) load.inputTokens() + load.outputTokens();
    if (tokens > limit.tokens()) {
      session
          .err()
          .line(
              "dryrack: a request of "
                  + Figures.whole(tokens)
                  + " tokens (--isl, --osl) is not served, so nothing was estimated: it is longer"
                  + " than "
                  + limit.text()
                  + "; shorten it, or "
                  + limit.remedy());
      return ExitCode.NO;
    }
    Estimate estimate =
        new Estimator(fit.deployment(), fit.limits(), resolver.costSettings())
            .estimate(load, resolver.price(fit.deployment().cluster().system()));
    Report report = EstimateView.of(estimate, fit, Bill.of(scenario, resolver, estimate));
    if (Explained.isAskedFor(parsed)) {
      List<String> chain = new ArrayList<>(Explanation.memory(fit));
      chain.addAll(Explanation.speed(estimate));
      Explanation.add(report, chain, true);
    }
    session.print(report);
    return ExitCode.OK;
  }
}
