package dev.dryrack.cli.command;

import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.records.InputFile;
import dev.dryrack.cli.records.RecordPlan;
import dev.dryrack.cli.records.RunFolder;
import dev.dryrack.cli.resolve.PoolFits;
import dev.dryrack.cli.run.Requests;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.ModelKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.scenario.SystemKeys;
import dev.dryrack.cli.view.ConfigView;
import dev.dryrack.serving.fit.FitReport;
import dev.dryrack.serving.fit.Verdict;
import dev.dryrack.workload.profile.Profiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code dryrack run}: the event simulation of a trace or a generated load. */
final class RunCommand implements Command {

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

  @Override
  public CommandSpec spec(boolean help) {
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
            "  dryrack run --precision 2%%",
            "  dryrack run --requests-out requests.csv --timeseries load.csv",
            "  dryrack run --perfetto trace.json --perfetto-window 10s..20s");
    spec.addPositional(
        PositionalParamSpec.builder()
            .type(String.class)
            .arity("0..1")
            .index("0")
            .paramLabel("SCENARIO")
            .description("Scenario file, as with --scenario")
            .build());
    options.addTo(spec, help);
    RecordOptions.addTo(spec, help);
    return spec;
  }

  @Override
  public int run(ParseResult parsed, Session session) {
    List<String> files = new ArrayList<>();
    String named = parsed.matchedPositionalValue(0, "");
    if (parsed.hasMatchedPositional(0)) {
      files.add(named);
    }
    Scenario scenario = options.scenarioOrBuiltIn(parsed, session, files);
    if (CommonOptions.has(parsed, ScenarioOptions.SHOW_CONFIG)) {
      session.print(ConfigView.of(scenario));
      return ExitCode.OK;
    }
    RecordPlan records = RecordOptions.plan(parsed, session.surroundings());
    String out = parsed.matchedOptionValue(RecordOptions.OUT, "");
    RunFolder folder = out.isEmpty() ? null : new RunFolder(session.surroundings().resolve(out));
    RunTask task = new RunTask(scenario, records, session);
    return task.run(
        folder,
        () -> inputs(scenario, files, parsed, session).stream().map(InputFile::describe).toList(),
        true);
  }

  /** Whether a pool does not fit; tells then why, of all that do not. */
  static boolean refuses(PoolFits fits, Session session) {
    boolean refused = false;
    for (FitReport fit : fits.all()) {
      if (fit.verdict() == Verdict.DOES_NOT_FIT) {
        refuse(fit, "simulated", session);
        refused = true;
      }
    }
    return refused;
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

  /** The files that were read. */
  private static List<InputFile> inputs(
      Scenario scenario, List<String> files, ParseResult parsed, Session session) {
    List<InputFile> inputs = new ArrayList<>();
    List<String> scenarios = new ArrayList<>(files);
    scenarios.addAll(parsed.matchedOptionValue("--scenario", List.<String>of()));
    for (String file : scenarios) {
      inputs.add(new InputFile(session.surroundings().resolve(file), false));
    }
    List<String> names = new ArrayList<>();
    names.addAll(scenario.getOr(LoadKeys.TRACE, List.of()));
    String profile = scenario.find(LoadKeys.PROFILE);
    if (profile != null && !Profiles.names().contains(profile)) {
      names.add(profile);
    }
    String model = scenario.getOr(ModelKeys.MODEL, "");
    if (model.endsWith(".json")) {
      names.add(model);
    }
    names.addAll(scenario.getOr(SystemKeys.SYSTEM_FILES, List.of()));
    for (String name : names) {
      for (Path file : filesOf(Requests.path(name, session.surroundings()))) {
        inputs.add(new InputFile(file, true));
      }
    }
    return inputs;
  }

  /** A file, or the files of a folder in the order of their names. */
  private static List<Path> filesOf(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
