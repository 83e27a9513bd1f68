package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.sampling.Claim;
import dev.dryrack.cli.sampling.Sampling;
import dev.dryrack.cli.sampling.SimulatedSamples;
import dev.dryrack.cli.sampling.Verdicts;
import dev.dryrack.cli.scenario.Layers;
import dev.dryrack.cli.scenario.RunKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.ScenarioKey;
import dev.dryrack.cli.scenario.UncertaintyKeys;
import dev.dryrack.cli.view.Explanation;
import dev.dryrack.cli.view.SampledView;
import dev.dryrack.serving.estimate.Estimator;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.fit.Verdict;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Samples a scenario whose values are not all known: what {@code fit} and {@code estimate} share.
 */
record SampledTask(Scenario scenario, boolean speeds, Session session) {

  private static final String CLAIM = "--claim";

  /** Notes claims that cannot be read, beside all else that is wrong. */
  static void check(ParseResult parsed, boolean speeds, Layers layers) {
    for (String text : texts(parsed)) {
      try {
        Claim.of(text, speeds);
      } catch (UsageException e) {
        layers.addProblem(CLAIM + " '" + text + "'", e.reason());
      }
    }
  }

  private static List<String> texts(ParseResult parsed) {
    return parsed.matchedOptionValue(CLAIM, List.<String>of());
  }

  /** Explains what the medians come to. */
  private void explain(Report report, Sampling sampling) {
    Scenario centre = scenario.centred();
    Resolver resolver = new Resolver(centre, session.surroundings());
    FitReport fit = resolver.fit();
    List<String> chain = new ArrayList<>();
    chain.add("This explains the medians: every uncertain value at the middle of its range.");
    chain.addAll(Explanation.memory(fit));
    if (speeds && fit.verdict() != Verdict.DOES_NOT_FIT) {
      chain.addAll(
          Explanation.speed(
              new Estimator(fit.deployment(), fit.limits(), resolver.costSettings())
                  .estimate(sampling.load(), resolver.price(fit.deployment().cluster().system()))));
    }
    Explanation.add(report, chain, speeds);
  }

  /** Adds the model, the keys, claims and the wish for reasons to a command. */
  static void addTo(CommandSpec spec, ScenarioOptions options, boolean help) {
    spec.addPositional(ScenarioOptions.model());
    options.addTo(spec, help);
    spec.addOption(Explained.option());
    spec.addOption(
        OptionSpec.builder(CLAIM)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("CLAIM")
            .description(
                "How often it holds and where it turns, such as 'user>=20', 'usd-per-day<=10000'"
                    + " or fits; of samples")
            .build());
  }

  /** Whether a key of the section {@code run} has nothing to do with samples. */
  static boolean isOnlyOfRuns(ScenarioKey<?> key) {
    return key.path().startsWith("run.") && !key.equals(RunKeys.SEED);
  }

  /**
   * Whether anything is to be sampled.
   *
   * @throws UsageException if nothing is, and something is asked for that only samples have
   */
  static boolean isAskedFor(Scenario scenario, ParseResult parsed) {
    if (Sampling.isAskedFor(scenario)) {
      return true;
    }
    for (ScenarioKey<?> key :
        List.of(RunKeys.SEED, UncertaintyKeys.DESIGN, UncertaintyKeys.SIMULATE)) {
      if (scenario.isAskedForHere(key)) {
        throw scenario.mistake(
            key, "has no effect: nothing is sampled; add --samples, or a range such as 6T..10T");
      }
    }
    if (parsed.hasMatchedOption(CLAIM)) {
      throw new UsageException(
          CLAIM + " has no effect: nothing is sampled; add --samples, or a range such as 6T..10T");
    }
    return false;
  }

  int run(ParseResult parsed) {
    if (!speeds && scenario.uncertain().isEmpty()) {
      throw scenario.mistake(
          UncertaintyKeys.SAMPLES,
          "has no effect: whether it fits is certain where no value is a range; write one, such as"
              + " --params 6T..10T");
    }
    List<Claim> claims = new ArrayList<>();
    for (String text : texts(parsed)) {
      claims.add(Claim.of(text, speeds));
    }
    Sampling sampling = Sampling.of(scenario, session.surroundings(), speeds);
    List<Verdicts> verdicts = claims.stream().map(sampling::verdicts).toList();
    int simulate = speeds ? Math.toIntExact(scenario.get(UncertaintyKeys.SIMULATE)) : 0;
    SimulatedSamples simulated =
        simulate == 0
            ? null
            : SimulatedSamples.asEstimated(
                sampling, simulate, session.surroundings(), session.interruption());
    Report report = SampledView.of(scenario, sampling, verdicts, simulated, speeds);
    if (Explained.isAskedFor(parsed)) {
      explain(report, sampling);
    }
    session.print(report);
    return sampling.fits().held() == 0 ? ExitCode.NO : ExitCode.OK;
  }
}
