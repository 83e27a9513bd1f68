package dev.dryrack.cli.command;

import dev.dryrack.cli.experiment.Candidate;
import dev.dryrack.cli.experiment.Repetition;
import dev.dryrack.cli.experiment.Replications;
import dev.dryrack.cli.process.ExitCode;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.records.InputFile;
import dev.dryrack.cli.records.RecordPlan;
import dev.dryrack.cli.records.RunFolder;
import dev.dryrack.cli.records.RunRecords;
import dev.dryrack.cli.report.Report;
import dev.dryrack.cli.resolve.PoolFits;
import dev.dryrack.cli.resolve.Resolver;
import dev.dryrack.cli.run.DroppedRows;
import dev.dryrack.cli.run.Requests;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.cli.run.Simulator;
import dev.dryrack.cli.run.WatchedSource;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.cli.scenario.PlanKeys;
import dev.dryrack.cli.scenario.Scenario;
import dev.dryrack.cli.view.RunView;
import dev.dryrack.workload.SessionSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Simulates a scenario and writes what was asked for: what {@code run} and {@code rerun} share. */
final class RunTask {

  private final Scenario scenario;
  private final RecordPlan plan;
  private final Session session;

  /** What came out. */
  private record Outcome(Report report, int exitCode) {}

  /**
   * @param plan under absolute names
   */
  RunTask(Scenario scenario, RecordPlan plan, Session session) {
    this.scenario = scenario;
    this.plan = plan;
    this.session = session;
  }

  /**
   * Runs.
   *
   * @param folder where manifest and report go; may be null
   * @param inputs the files that were read, as {@link InputFile#describe} tells them
   * @param prints whether the report is printed
   * @return the exit code
   */
  int run(@Nullable RunFolder folder, Supplier<List<Map<String, Object>>> inputs, boolean prints) {
    Resolver resolver = new Resolver(scenario, session.surroundings());
    PoolFits fits = PoolFits.of(scenario, resolver, session.surroundings());
    if (RunCommand.refuses(fits, session)) {
      return ExitCode.NO;
    }
    Outcome outcome = simulate(fits, resolver, folder);
    if (folder != null) {
      boolean complete = outcome.exitCode() != ExitCode.INTERRUPTED;
      folder.write(scenario, inputs.get(), plan, outcome.report(), complete);
      if (!complete) {
        session.err().line("dryrack: interrupted: " + folder.text() + " holds what was finished");
      }
    }
    if (prints) {
      session.print(outcome.report());
    }
    return outcome.exitCode();
  }

  private Outcome simulate(PoolFits fits, Resolver resolver, @Nullable RunFolder folder) {
    resolver.notes().forEach(session::note);
    refuseSamplesOfPools();
    try (RunRecords records = RunRecords.open(plan, Path::of, fits.replicas())) {
      if (!Repetition.isAskedFor(scenario)) {
        RunOutcome once = once(fits, resolver, records);
        return new Outcome(RunView.of(once), once.exitCode());
      }
      Replications replications =
          replicate(
              new Candidate(scenario, fits, resolver, session.surroundings()), records, folder);
      RunOutcome first = replications.first();
      return new Outcome(
          first.servedNothing() ? RunView.of(first) : RunView.of(first, replications),
          session.interruption().isRequested() ? ExitCode.INTERRUPTED : first.exitCode());
    }
  }

  /** Before any file is touched. */
  private void refuseSamplesOfPools() {
    if (scenario.isSet(PlanKeys.POOLS) && !plan.timeSeries().isEmpty()) {
      throw new UsageException(
          scenario.place(PlanKeys.POOLS)
              + ": there are no samples over time of prefill and decode pools yet; leave out"
              + " --timeseries, or the pools");
    }
  }

  /** A person who keeps only the figures must hear what is not in them. */
  private void tellDropped(RunOutcome outcome) {
    String name = String.join(", ", scenario.getOr(LoadKeys.TRACE, List.of("load")));
    if (outcome.exitCode() == ExitCode.DATA) {
      session.err().line(name + ": " + DroppedRows.whyEmpty(outcome.counts()));
      return;
    }
    String dropped = DroppedRows.note(outcome.counts());
    session.note(dropped.isEmpty() ? "" : name + ": " + dropped);
    String unknown = DroppedRows.unknown(outcome.counts());
    session.note(unknown.isEmpty() ? "" : name + ": " + unknown);
    session.note(DroppedRows.unfinished(outcome.counts()));
  }

  private RunOutcome once(PoolFits fits, Resolver resolver, RunRecords records) {
    Simulator simulator = new Simulator(scenario, fits, session.surroundings());
    try (SessionSource requests = Requests.open(scenario, session.surroundings())) {
      WatchedSource watched =
          session.showsProgress() ? new WatchedSource(requests, session.err()) : null;
      try {
        RunOutcome outcome =
            simulator.run(
                watched == null ? requests : watched,
                records,
                fits.price(resolver),
                fits.whole().planWasGiven() ? "as asked" : "the best legal layout for memory",
                session.interruption());
        session.note(simulator.prefixNote(requests));
        tellDropped(outcome);
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

  private Replications replicate(
      Candidate candidate, RunRecords records, @Nullable RunFolder folder) {
    ReplicationProgress progress = new ReplicationProgress(session);
    try {
      return Replications.run(
          candidate,
          records,
          session.interruption(),
          curves -> {
            if (folder != null) {
              folder.write(curves);
            }
          },
          progress::show);
    } finally {
      progress.clear();
      session.note(candidate.prefixNote());
    }
  }
}
