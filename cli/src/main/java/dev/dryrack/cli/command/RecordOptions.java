package dev.dryrack.cli.command;

import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.records.RecordPlan;
import dev.dryrack.cli.records.TimeWindow;
import java.util.List;
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

  /**
   * Adds the options to a command.
   *
   * @param heading whether they stand under a heading
   */
  static void addTo(CommandSpec spec, boolean heading) {
    CommonOptions.addSection(
        spec,
        heading
            ? "What is written while it runs, as .csv or .jsonl, compressed with .gz (of the first"
                + " replication)"
            : "",
        List.of(
            option(
                OUT,
                "DIR",
                "Write manifest.json and report.json there; see dryrack rerun. With --warmup auto also"
                    + " welch.csv, the curves that the warm-up was found in"),
            CommonOptions.flag("With --out: also requests.csv, a row a request", RECORDS),
            option(REQUESTS, "FILE", "A row per request: times, tokens, where it ran"),
            option(TIME_SERIES, "FILE", "Queue, batch, KV blocks, rates and use at an interval"),
            option(INTERVAL, "TIME", "The interval, in simulated time (default: 1 s)"),
            option(STEPS, "FILE", "A row per step: what was in it and how long it took"),
            option(STEPS_EVERY, "N", "Only every N-th step of a replica"),
            option(STEPS_WINDOW, "FROM..TO", "Only steps in this window, such as 10s..20s"),
            option(PERFETTO, "FILE", "Steps and requests as .json for ui.perfetto.dev"),
            option(PERFETTO_WINDOW, "FROM..TO", "Only those in this window, such as 10s..20s")));
  }

  private static OptionSpec option(String name, String label, String help) {
    return OptionSpec.builder(name)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(help)
        .build();
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
