package dev.dryrack.cli.view;

import dev.dryrack.cli.process.Version;
import dev.dryrack.cli.report.Figures;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.report.Report.Tone;
import dev.dryrack.cli.report.Table;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.profile.LoadProfile;
import dev.dryrack.workload.synthetic.SessionLoad;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import dev.dryrack.workload.transform.TraceConverter.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** What was written to a file. */
public final class WrittenView {

  private static final String SCHEMA = "dryrack-written/1";

  private WrittenView() {}

  /** A trace that was written. */
  public static Report of(
      String description, SourceCounts counts, String format, String file, Written written) {
    Report report = start();
    report.line(
        Tone.GOOD,
        "wrote " + Figures.whole(written.requests()) + " requests to " + file + " as " + format);
    Table table = new Table("", "");
    table.row("from", description);
    counts
        .dropped()
        .forEach((reason, rows) -> table.row("dropped", Figures.whole(rows) + " rows: " + reason));
    return report
        .table(table)
        .fact("file", file)
        .fact("format", format)
        .fact("from", description)
        .fact("requests", written.requests())
        .fact("rows_read", counts.read())
        .fact("dropped", new LinkedHashMap<String, Object>(counts.dropped()))
        .fact("lost_sessions", written.lostSessions())
        .fact("lost_prefixes", written.lostPrefixes())
        .fact("opened_turns", written.openedTurns())
        .fact("restarted_turns", written.restartedTurns())
        .fact("unstated_block_tokens", written.unstatedBlockTokens());
  }

  /** What the format could not hold, a line each. */
  public static List<String> losses(Written written) {
    List<String> losses = new ArrayList<>();
    add(losses, written.lostSessions(), "requests lost their session: the format has none");
    add(losses, written.lostPrefixes(), "requests lost their prefix blocks: the format has none");
    add(
        losses,
        written.openedTurns(),
        "requests that waited for another now arrive at their nominal times");
    add(
        losses,
        written.restartedTurns(),
        "turns that do not continue their session's text now begin a session of their own");
    if (written.unstatedBlockTokens() > 0) {
      losses.add(
          "the format does not say the size of its prefix blocks: read them with"
              + " --trace-block-size "
              + written.unstatedBlockTokens());
    }
    return losses;
  }

  private static void add(List<String> losses, long count, String meaning) {
    if (count > 0) {
      losses.add(Figures.whole(count) + " " + meaning);
    }
  }

  /** A profile that was written. */
  public static Report of(LoadProfile profile, String file) {
    Report report = start();
    report.line(Tone.GOOD, "wrote the profile " + profile.name() + " to " + file);
    Table table = new Table("", "");
    table.row("from", profile.source());
    double rate = profile.load().requestsPerSecond();
    table.row("rate", Figures.digits(rate, 4) + " requests/s");
    report
        .fact("file", file)
        .fact("profile", profile.name())
        .fact("source", profile.source())
        .fact("requests_per_second", rate);
    if (profile.load() instanceof SyntheticLoad load) {
      mean("prompt", "mean_input_tokens", load.meanInputTokens(), table, report);
      mean("output", "mean_output_tokens", load.outputTokens().mean(), table, report);
      table.row("prefixes", load.reuse() == null ? "none shared" : "shared as in the trace");
      report.fact("prefix_reuse", load.reuse() != null);
    } else if (profile.load() instanceof SessionLoad load) {
      double turns = load.contexts().meanTurns();
      table.row("sessions", Figures.digits(turns, 4) + " turns, mean; as outlines");
      mean("output", "mean_output_tokens", load.outputTokens().mean(), table, report);
      table.row("prefixes", "shared as in the trace");
      report.fact("mean_turns", turns).fact("prefix_reuse", true);
    }
    return report.table(table);
  }

  private static void mean(String label, String fact, double mean, Table table, Report report) {
    table.row(label, Figures.digits(mean, 4) + " tokens, mean");
    report.fact(fact, mean);
  }

  private static Report start() {
    return new Report().fact("schema", SCHEMA).fact("dryrack", Version.number());
  }
}
