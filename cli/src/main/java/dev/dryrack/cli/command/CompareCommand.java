package dev.dryrack.cli.command;

import dev.dryrack.cli.experiment.Candidate;
import dev.dryrack.cli.experiment.Comparison;
import dev.dryrack.cli.experiment.EqualShare;
import dev.dryrack.cli.experiment.SameLoad;
import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.resolve.PoolFits;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.view.CompareView;
import dev.dryrack.cli.view.ConfigView;
import dev.dryrack.hardware.facts.Suggestion;
import dev.dryrack.serving.fit.FitReport;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack compare}: systems on the same requests, and whether they really differ. */
final class CompareCommand implements Command {

  private static final String VARY = "--vary";
  private static final String ANY_LOAD = "--any-load";
  private static final String EQUAL = "--equal";

  private final ScenarioOptions options =
      new ScenarioOptions(
          List.of(
              "model",
              "system",
              "plan",
              "prefill",
              "decode",
              "engine",
              "scheduler",
              "speculation",
              "offload",
              "load",
              "goodput",
              "run",
              "cost"),
          List.of());

  /** A system to compare: what the report calls it, and what it is. */
  private record Side(String label, Scenario scenario, List<String> files, List<Change> changes) {}

  @Override
  public CommandSpec spec(boolean help) {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Simulate several systems on the same requests, each against the first, and tell"
                + " which differences are real and which may be chance. On a generated load they"
                + " meet in 10 replications, or --replications, or as many as --precision takes"
                + " (of the baseline's metric); on a trace, request by request.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack compare --vary engine.max-num-seqs=64",
            "  dryrack compare a.yaml b.yaml --precision 2%%",
            "  dryrack compare a.yaml b.yaml --equal cost",
            "  dryrack compare a.yaml --vary 'plan.tp=8 plan.replicas=1' --json",
            "  dryrack compare a.yaml b.yaml --trace requests.csv.gz");
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("0..*")
            .index("0..*")
            .paramLabel("SCENARIO")
            .description("Scenario files, a system each; the first is the baseline")
            .build());
    options.addTo(spec, help);
    spec.addOption(
        OptionSpec.builder(VARY)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel("KEY=VALUE")
            .description(
                "One more system: the first with these keys set; several are parted by spaces")
            .build());
    spec.addOption(CommonOptions.flag("Also where generated loads differ", ANY_LOAD));
    spec.addOption(
        OptionSpec.builder(EQUAL)
            .type(String.class)
            .arity("1")
            .paramLabel("WHAT")
            .description(
                "Give each system as many replicas as have the first one's gpus, cost or power, as"
                    + " nearly as whole replicas can")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    List<Side> sides = equalised(sides(parsed, session), parsed, session);
    if (CommonOptions.has(parsed, ScenarioOptions.SHOW_CONFIG)) {
      sides.forEach(side -> session.print(ConfigView.of(side.scenario())));
      return ExitCode.OK;
    }
    boolean anyLoad = CommonOptions.has(parsed, ANY_LOAD);
    boolean loadsDiffer = false;
    for (Side side : sides) {
      loadsDiffer |= SameLoad.differ(sides.get(0).scenario(), side.scenario(), anyLoad);
    }
    if (anyLoad && !loadsDiffer) {
      throw new UsageException(ANY_LOAD + " has no effect: the loads are the same; leave it out");
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Side side : sides) {
      Resolver resolver = new Resolver(side.scenario(), session.surroundings());
      PoolFits fits = PoolFits.of(side.scenario(), resolver, session.surroundings());
      if (RunCommand.refuses(fits, session)) {
        return ExitCode.NO;
      }
      resolver.notes().forEach(session::note);
      candidates.add(new Candidate(side.scenario(), fits, resolver, session.surroundings()));
    }
    ReplicationProgress progress = new ReplicationProgress(session);
    Comparison comparison;
    try {
      comparison = Comparison.run(candidates, session.interruption(), progress::show);
    } finally {
      progress.clear();
      session.note(candidates.get(0).prefixNote());
    }
    session.print(CompareView.of(sides.stream().map(Side::label).toList(), comparison));
    return session.interruption().isRequested() ? ExitCode.INTERRUPTED : ExitCode.OK;
  }

  /** The same systems with as many replicas as make them equal, if that is asked for. */
  private List<Side> equalised(List<Side> sides, ParseResult parsed, Session session) {
    String asked = parsed.matchedOptionValue(EQUAL, "");
    if (asked.isEmpty()) {
      return sides;
    }
    if (!EqualShare.names().contains(asked)) {
      throw new UsageException(
          EQUAL + " '" + asked + "': " + Suggestion.remedy(asked, EqualShare.names()));
    }
    EqualShare share = EqualShare.of(asked);
    List<Side> equal = new ArrayList<>();
    double wanted = 0;
    for (Side side : sides) {
      if (side.scenario().isSet(PlanKeys.POOLS)) {
        throw side.scenario()
            .mistake(
                PlanKeys.POOLS,
                "pools say how many replicas there are, and "
                    + EQUAL
                    + " changes that; leave one out");
      }
      Resolver resolver = new Resolver(side.scenario(), session.surroundings());
      FitReport fit = resolver.fit();
      wanted = equal.isEmpty() ? share.amount(fit, resolver) : wanted;
      int replicas = replicas(share, fit, resolver, wanted);
      Scenario scenario =
          options.variant(
              parsed,
              session,
              side.files(),
              joined(side.changes(), Change.of(EQUAL, EqualShare.changes(fit.plan(), replicas))));
      double amount = share.amount(fit, resolver) / fit.plan().replicas() * replicas;
      String label =
          side.label()
              + ": "
              + Figures.whole((long) fit.plan().gpusPerReplica() * replicas)
              + " GPUs"
              + (share == EqualShare.GPUS ? "" : ", " + share.print(amount));
      equal.add(new Side(label, scenario, side.files(), side.changes()));
    }
    return equal;
  }

  private static int replicas(EqualShare share, FitReport fit, Resolver resolver, double wanted) {
    try {
      return share.replicas(fit, resolver, wanted);
    } catch (IllegalArgumentException e) {
      throw new UsageException(EQUAL + ": " + e.getMessage());
    }
  }

  private static List<Change> joined(List<Change> first, List<Change> second) {
    List<Change> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private List<Side> sides(ParseResult parsed, Session session) {
    List<String> files = parsed.matchedPositionalValue(0, List.<String>of());
    List<String> first = files.isEmpty() ? List.of() : files.subList(0, 1);
    List<String> varied = parsed.matchedOptionValue(VARY, List.<String>of());
    if (Math.max(1, files.size()) + varied.size() < 2) {
      throw new UsageException(
          "compare needs two systems or more; name two scenario files, or add a change such as"
              + " --vary plan.tp=8");
    }
    List<Side> sides = new ArrayList<>();
    String baseline = files.isEmpty() ? "as asked" : files.get(0);
    sides.add(side(baseline, parsed, session, first, List.of()));
    for (int i = 1; i < files.size(); i++) {
      sides.add(side(files.get(i), parsed, session, files.subList(i, i + 1), List.of()));
    }
    for (String changes : varied) {
      List<String> assignments = List.of(changes.strip().split("\\s+(?=[a-z0-9.-]+=)", -1));
      sides.add(
          side("A with " + changes.strip(), parsed, session, first, Change.of(VARY, assignments)));
    }
    return sides;
  }

  private Side side(
      String label, ParseResult parsed, Session session, List<String> files, List<Change> changes) {
    return new Side(label, options.variant(parsed, session, files, changes), files, changes);
  }
}
