package dev.dryrack.cli.command;

import dev.dryrack.cli.experiment.Candidate;
import dev.dryrack.cli.experiment.Repetition;
import dev.dryrack.cli.experiment.Replications;
import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.run.RequestLog;
import dev.dryrack.cli.run.Requests;
import dev.dryrack.cli.run.RunFolder;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.cli.run.Simulator;
import dev.dryrack.cli.run.WatchedSource;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.cli.view.ConfigView;
import dev.dryrack.cli.view.RunView;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.fit.Verdict;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.profile.Profiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack run}: the event simulation of a trace or a generated load. */
final class RunCommand implements Command {

  private static final String OUT = "--out";
  private static final String RECORDS = "--records";

  private final ScenarioOptions options =
      new ScenarioOptions(
          List.of("model", "system", "plan", "engine", "load", "goodput", "run", "cost"),
          List.of());

  @Override
  public String name() {
    return "run";
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .description(
            "Simulate the serving of a trace or of a generated load, event by event: latencies,"
                + " throughput, use, cost and what limits them. Without a scenario and a model, the"
                + " scenario that ships with dryrack is run: 8T parameters on one GB200 NVL72.");
    spec.usageMessage()
        .footerHeading("%nExamples:%n")
        .footer(
            "  dryrack run",
            "  dryrack run scenarios/deepseek-r1-96-h100.yaml --max-concurrency 2048",
            "  dryrack run --model 8t-a160b --on gb200-nvl72 --trace requests.csv.gz",
            "  dryrack run --model llama-3.1-70b --on h100 --gpus 4 --tp 4 \\",
            "      --request-rate 3 --isl 1000 --osl 200 --goodput ttft:500 tpot:50 --json",
            "  dryrack run --replications 10 --warmup auto",
            "  dryrack run --precision 2%%");
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(String.class)
            .arity("0..1")
            .index("0")
            .paramLabel("SCENARIO")
            .description("Scenario file, as with --scenario")
            .build());
    options.addTo(spec);
    spec.addOption(
        OptionSpec.builder(OUT)
            .type(String.class)
            .arity("1")
            .paramLabel("DIR")
            .description("Write manifest.json and report.json there")
            .build());
    spec.addOption(
        CommonOptions.flag(
            "With --out: also requests.csv, a row a request (of the first replication)", RECORDS));
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    List<String> files = new ArrayList<>();
    String named = parsed.matchedPositionalValue(0, "");
    if (!named.isEmpty()) {
      files.add(named);
    }
    Scenario scenario = options.scenarioOrBuiltIn(parsed, session, files);
    if (CommonOptions.has(parsed, ScenarioOptions.SHOW_CONFIG)) {
      session.print(ConfigView.of(scenario));
      return ExitCode.OK;
    }
    Resolver resolver = new Resolver(scenario, session.surroundings());
    FitReport fit = resolver.fit();
    if (fit.verdict() == Verdict.DOES_NOT_FIT) {
      return refuse(fit, "simulated", session);
    }
    resolver.notes().forEach(session::note);
    RunFolder folder = folder(parsed, session);
    if (Repetition.isAskedFor(scenario)) {
      Replications replications =
          replicate(
              new Candidate(scenario, fit, resolver, session.surroundings()),
              CommonOptions.has(parsed, RECORDS) ? folder : null,
              session);
      RunOutcome first = replications.first();
      Report report = first.servedNothing() ? RunView.of(first) : RunView.of(first, replications);
      if (folder != null) {
        folder.write(scenario, inputs(scenario, files, session), report);
      }
      session.print(report);
      return session.interruption().isRequested() ? ExitCode.INTERRUPTED : first.exitCode();
    }
    RunOutcome outcome =
        simulate(
            scenario, fit, resolver, CommonOptions.has(parsed, RECORDS) ? folder : null, session);
    Report report = RunView.of(outcome);
    if (folder != null) {
      folder.write(scenario, inputs(scenario, files, session), report);
    }
    session.print(report);
    return outcome.exitCode();
  }

  static int refuse(FitReport fit, String done, Session session) {
    session
        .err()
        .line(
            "dryrack: "
                + fit.deployment().model().id()
                + " does not fit on "
                + fit.plan().gpus()
                + (fit.plan().gpus() == 1 ? " GPU of " : " GPUs of ")
                + fit.deployment().cluster().system().id()
                + ", so nothing was "
                + done);
    fit.reasons().forEach(reason -> session.err().line("  " + reason));
    fit.remedies().forEach(remedy -> session.err().line("  would help: " + remedy.text()));
    return ExitCode.NO;
  }

  private static @Nullable RunFolder folder(ParseResult parsed, Session session) {
    String out = parsed.matchedOptionValue(OUT, "");
    if (out.isEmpty()) {
      if (CommonOptions.has(parsed, RECORDS)) {
        throw new UsageException("--records has no effect without --out DIR; add it");
      }
      return null;
    }
    return new RunFolder(session.surroundings().resolve(out));
  }

  private static RunOutcome simulate(
      Scenario scenario,
      FitReport fit,
      Resolver resolver,
      @Nullable RunFolder recorded,
      Session session) {
    Simulator simulator = new Simulator(scenario, fit);
    try (SessionSource requests = Requests.open(scenario, session.surroundings());
        RequestLog log = recorded == null ? null : recorded.requests()) {
      WatchedSource watched =
          session.showsProgress() ? new WatchedSource(requests, session.err()) : null;
      try {
        RunOutcome outcome =
            simulator.run(
                watched == null ? requests : watched,
                log,
                resolver.price(fit.deployment().cluster().system()),
                fit.planWasGiven() ? "as asked" : "the best legal layout for memory",
                session.interruption());
        if (requests.blockTokens() > 0) {
          session.note(Simulator.PREFIXES_UNUSED);
        }
        return outcome;
      } finally {
        if (watched != null) {
          watched.clear();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Replications replicate(
      Candidate candidate, @Nullable RunFolder recorded, Session session) {
    ReplicationProgress progress = new ReplicationProgress(session);
    try (RequestLog log = recorded == null ? null : recorded.requests()) {
      return Replications.run(candidate, log, session.interruption(), progress::show);
    } finally {
      progress.clear();
    }
  }

  /** The files that decide the result. */
  private static List<Path> inputs(Scenario scenario, List<String> files, Session session) {
    List<String> names = new ArrayList<>(files);
    String trace = scenario.find(LoadKeys.TRACE);
    if (trace != null) {
      names.add(trace);
    }
    String profile = scenario.find(LoadKeys.PROFILE);
    if (profile != null && !Profiles.names().contains(profile)) {
      names.add(profile);
    }
    String model = scenario.getOr(ModelKeys.MODEL, "");
    if (model.endsWith(".json")) {
      names.add(model);
    }
    names.addAll(scenario.getOr(SystemKeys.SYSTEM_FILES, List.of()));
    return names.stream().map(name -> session.surroundings().resolve(name)).toList();
  }
}
