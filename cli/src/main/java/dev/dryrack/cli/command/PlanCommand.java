package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.resolve.SearchChoice;
import dev.dryrack.cli.scenario.EngineKeys;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.ScenarioKeys;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.cli.view.ConfigView;
import dev.dryrack.cli.view.PlanView;
import dev.dryrack.serving.fit.FitRequest;
import dev.dryrack.serving.planning.PlanSearch;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack plan}: the best way to spread a model, by search in closed form. */
final class PlanCommand implements Command {

  private static final List<ScenarioKey<?>> USED =
      List.of(LoadKeys.ISL, LoadKeys.OSL, SystemKeys.SYSTEM);

  private final ScenarioOptions options =
      new ScenarioOptions(
          List.of("model", "system", "engine", "load", "goodput", "cost"),
          ScenarioKeys.all().stream()
              .filter(
                  key ->
                      key.equals(EngineKeys.LONG_PREFILL_TOKEN_THRESHOLD)
                          || (key.path().startsWith("load.") && !USED.contains(key)))
              .toList());

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Search all legal sharding plans that fit, with token budgets from 128 to 8,192 (or the"
                + " one asked for), at all concurrencies, in closed form: the"
                + " frontier of speed per user against output per GPU, the plan that serves most"
                + " within the limits of --slo, and the commands that start it. Exit code 3:"
                + " nothing fits, or no plan keeps to the limits.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack plan deepseek-r1 --on h200 --gpus 16 --slo ttft:2000 tpot:30",
            "  dryrack plan 8t-a160b --on gb200-nvl72 --quantization nvfp4 --isl 4096 --osl 512");
    spec.addPositional(ScenarioOptions.model());
    options.addTo(spec, help);
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    Scenario scenario = options.scenario(parsed, session);
    if (CommonOptions.has(parsed, ScenarioOptions.SHOW_CONFIG)) {
      session.print(ConfigView.of(scenario));
      return ExitCode.OK;
    }
    Resolver resolver = new Resolver(scenario, session.surroundings());
    FitRequest request = resolver.fitRequest();
    if (request.plan() != null) {
      throw new UsageException(
          "a plan is asked for (plan.*), and 'dryrack plan' looks for one; leave it out, or use"
              + " dryrack estimate");
    }
    PlanSearch search = PlanSearch.of(SearchChoice.of(scenario, resolver));
    if (search.points().isEmpty()) {
      return RunCommand.refuse(resolver.fit(), "searched", session);
    }
    session.print(PlanView.of(search, resolver.price(request.system())));
    return search.best() == null ? ExitCode.NO : ExitCode.OK;
  }
}
