package dev.dryrack.cli.command;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.records.RecordPlan;
import dev.dryrack.cli.records.TimeWindow;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options that say what a run writes while it goes on. */
final class RecordOptions {

  static final String OUT = "--out";
  static final String RECORDS = "--records";
  private static final String REQUESTS = "--requests-out";
  private static final String TIME_SERIES = "--timeseries";
  private static final String INTERVAL = "--timeseries-interval";
  private static final String STEPS = "--steps";
  private static final String STEPS_EVERY = "--steps-every";
  private static final String STEPS_WINDOW = "--steps-window";
  private static final String PERFETTO = "--perfetto";
  private static final String PERFETTO_WINDOW = "--perfetto-window";

  private RecordOptions() {}

  static void addTo(CommandSpec spec) {
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder()
            .validate(false)
            .heading(
                "%nWhat is written while it runs, as .csv or .jsonl, compressed with .gz (of the"
                    + " first replication):%n");
    add(
        group,
        OUT,
        "DIR",
        "Write manifest.json and report.json there; see dryrack rerun. With --warmup auto also"
            + " welch.csv, the curves that the warm-up was found in");
    group.addArg(CommonOptions.flag("With --out: also requests.csv, a row a request", RECORDS));
    add(group, REQUESTS, "FILE", "A row per request: times, tokens, where it ran");
    add(group, TIME_SERIES, "FILE", "Queue, batch, KV blocks, rates and use at an interval");
    add(group, INTERVAL, "TIME", "The interval, in simulated time (default: 1 s)");
    add(group, STEPS, "FILE", "A row per step: what was in it and how long it took");
    add(group, STEPS_EVERY, "N", "Only every N-th step of a replica");
    add(group, STEPS_WINDOW, "FROM..TO", "Only steps in this window, such as 10s..20s");
    add(group, PERFETTO, "FILE", "Steps and requests as .json for ui.perfetto.dev");
    add(group, PERFETTO_WINDOW, "FROM..TO", "Only those in this window, such as 10s..20s");
    spec.addArgGroup(group.build());
  }

  private static void add(ArgGroupSpec.Builder group, String name, String label, String help) {
    group.addArg(
        OptionSpec.builder(name)
            .type(String.class)
            .arity("1")
            .paramLabel(label)
            .description(help)
            .build());
  }

  /** What is asked for, under absolute names. */
  static RecordPlan plan(ParseResult parsed, Surroundings surroundings) {
    refuseAlone(parsed, INTERVAL, TIME_SERIES);
    refuseAlone(parsed, STEPS_EVERY, STEPS);
    refuseAlone(parsed, STEPS_WINDOW, STEPS);
    refuseAlone(parsed, PERFETTO_WINDOW, PERFETTO);
    refuseAlone(parsed, RECORDS, OUT);
    String requests = file(parsed, REQUESTS, surroundings);
    if (CommonOptions.has(parsed, RECORDS)) {
      if (!requests.isEmpty()) {
        throw new UsageException("--records and --requests-out say the same; leave one out");
      }
      requests =
          absolute(surroundings, text(parsed, OUT) + java.io.File.separator + "requests.csv");
    }
    String interval = text(parsed, INTERVAL);
    return new RecordPlan(
        requests,
        file(parsed, TIME_SERIES, surroundings),
        interval.isEmpty()
            ? RecordPlan.DEFAULT_INTERVAL_PICOS
            : TimeWindow.span(INTERVAL, interval),
        file(parsed, STEPS, surroundings),
        every(text(parsed, STEPS_EVERY)),
        window(parsed, STEPS_WINDOW),
        file(parsed, PERFETTO, surroundings),
        window(parsed, PERFETTO_WINDOW));
  }

  private static void refuseAlone(ParseResult parsed, String option, String needed) {
    if (CommonOptions.has(parsed, option) && !CommonOptions.has(parsed, needed)) {
      throw new UsageException(option + " has no effect without " + needed + "; add it");
    }
  }

  private static String text(ParseResult parsed, String option) {
    return parsed.matchedOptionValue(option, "");
  }

  private static String file(ParseResult parsed, String option, Surroundings surroundings) {
    String name = text(parsed, option);
    return name.isEmpty() ? "" : absolute(surroundings, name);
  }

  private static String absolute(Surroundings surroundings, String name) {
    return surroundings.resolve(name).toAbsolutePath().normalize().toString();
  }

  private static TimeWindow window(ParseResult parsed, String option) {
    String text = text(parsed, option);
    return text.isEmpty() ? TimeWindow.ALL : TimeWindow.parse(option, text);
  }

  private static long every(String text) {
    if (text.isEmpty()) {
      return 1;
    }
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw new UsageException(STEPS_EVERY + " " + text + ": write a whole number above 0");
    }
    return Long.parseLong(text);
  }
}
