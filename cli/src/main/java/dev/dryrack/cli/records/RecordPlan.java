package dev.dryrack.cli.records;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.hardware.facts.FactReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What a run is to write while it goes on. Files are named as the user named them; an empty name
 * stands for none.
 *
 * @param requests a row per request
 * @param timeSeries rows at a fixed interval
 * @param intervalPicos the interval
 * @param steps a row per step
 * @param everyStep of which steps: every n-th
 * @param stepWindow and only those in it
 * @param perfetto trace events
 * @param perfettoWindow and only those in it
 */
public record RecordPlan(
    String requests,
    String timeSeries,
    long intervalPicos,
    String steps,
    long everyStep,
    TimeWindow stepWindow,
    String perfetto,
    TimeWindow perfettoWindow) {

  /** Between samples unless somebody asks for another interval: a second. */
  public static final long DEFAULT_INTERVAL_PICOS = 1_000_000_000_000L;

  /** Nothing. */
  public static final RecordPlan NONE =
      new RecordPlan("", "", DEFAULT_INTERVAL_PICOS, "", 1, TimeWindow.ALL, "", TimeWindow.ALL);

  public RecordPlan {
    check("--requests-out", requests);
    check("--timeseries", timeSeries);
    check("--steps", steps);
    if (!perfetto.isEmpty() && !perfetto.endsWith(".json") && !perfetto.endsWith(".json.gz")) {
      throw new UsageException("--perfetto " + perfetto + ": name it .json or .json.gz");
    }
    Set<String> names = new HashSet<>();
    for (String file : List.of(requests, timeSeries, steps, perfetto)) {
      if (!file.isEmpty() && !names.add(file)) {
        throw new UsageException(
            "two of --requests-out, --timeseries, --steps and --perfetto name "
                + file
                + "; give each its own");
      }
    }
  }

  /** The same with a file of requests. */
  public RecordPlan withRequests(String file) {
    return new RecordPlan(
        file, timeSeries, intervalPicos, steps, everyStep, stepWindow, perfetto, perfettoWindow);
  }

  /** The files, in the order of the components. */
  public List<String> files() {
    List<String> files = new ArrayList<>(List.of(requests, timeSeries, steps, perfetto));
    files.removeIf(String::isEmpty);
    return files;
  }

  /** Whether nothing is to be written. */
  public boolean isNothing() {
    return files().isEmpty();
  }

  /** The same under other names; a record of an empty name is left out. */
  public RecordPlan renamed(UnaryOperator<String> names) {
    return new RecordPlan(
        renamed(requests, names),
        renamed(timeSeries, names),
        intervalPicos,
        renamed(steps, names),
        everyStep,
        stepWindow,
        renamed(perfetto, names),
        perfettoWindow);
  }

  private static String renamed(String file, UnaryOperator<String> names) {
    return file.isEmpty() ? "" : names.apply(file);
  }

  /** For a manifest. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("requests", requests);
    facts.put("timeseries", timeSeries);
    facts.put("timeseries_interval_ps", intervalPicos);
    facts.put("steps", steps);
    facts.put("steps_every", everyStep);
    facts.put("steps_from_ps", stepWindow.fromPicos());
    facts.put("steps_to_ps", stepWindow.toPicos());
    facts.put("perfetto", perfetto);
    facts.put("perfetto_from_ps", perfettoWindow.fromPicos());
    facts.put("perfetto_to_ps", perfettoWindow.toPicos());
    return facts;
  }

  /** From a manifest. */
  static RecordPlan read(FactReader facts) {
    RecordPlan plan =
        new RecordPlan(
            facts.string("requests"),
            facts.string("timeseries"),
            facts.longInteger("timeseries_interval_ps", 1, Long.MAX_VALUE),
            facts.string("steps"),
            facts.longInteger("steps_every", 1, Long.MAX_VALUE),
            window(facts, "steps"),
            facts.string("perfetto"),
            window(facts, "perfetto"));
    facts.finish();
    return plan;
  }

  private static TimeWindow window(FactReader facts, String record) {
    return new TimeWindow(
        facts.longInteger(record + "_from_ps", 0, Long.MAX_VALUE),
        facts.longInteger(record + "_to_ps", 1, Long.MAX_VALUE));
  }

  private static void check(String option, String file) {
    if (!file.isEmpty()) {
      RowFile.checkName(option, file);
    }
  }
}
