package dev.dryrack.cli.experiment;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.records.RunRecords;
import dev.dryrack.cli.records.WelchTable;
import dev.dryrack.cli.run.Requests;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.sim.experiment.StoppingRule;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * What replications of one system came to.
 *
 * @param first the first replication in detail
 * @param sample the metrics of all
 * @param rule when they were to stop
 * @param warmupSought whether the warm-up was to be found
 * @param interrupted whether they were stopped before the rule was met
 */
public record Replications(
    RunOutcome first, Sample sample, StoppingRule rule, boolean warmupSought, boolean interrupted) {

  /**
   * Runs a system until the rule of its scenario is met, or until interrupted: what was not
   * finished then is left out, but for the first replication.
   *
   * @param records what is written of the first replication, open
   * @param curves is told what a search for the warm-up looked at
   * @param progress is told the number of each replication before it runs
   */
  public static Replications run(
      Candidate candidate,
      RunRecords records,
      Interruption interruption,
      Consumer<WelchTable> curves,
      IntConsumer progress) {
    boolean sought = Repetition.isWarmUpSought(candidate.scenario());
    boolean once = !Repetition.repeats(candidate.scenario());
    if (!once && Requests.areFixed(candidate.scenario())) {
      Repetition.refuseTheSameAgain(candidate.scenario());
    }
    StoppingRule rule = once ? StoppingRule.after(2) : Repetition.rule(candidate.scenario(), 2);
    if (sought) {
      candidate.leaveOut(WarmUpSearch.picos(candidate, interruption, curves));
    }
    Sample sample = new Sample(Metric.all(candidate.setup().slo()));
    progress.accept(0);
    RunOutcome first = candidate.run(0, records, interruption);
    if (first.servedNothing()) {
      return new Replications(first, sample, rule, sought, interruption.isRequested());
    }
    refuseOverlongWarmUp(first, interruption);
    sample.add(first);
    boolean interrupted = false;
    while (!once && !rule.isMet(sample.replications(), sample.worstHalfWidth())) {
      progress.accept(sample.replications());
      RunOutcome next =
          interruption.isRequested()
              ? null
              : candidate.run(sample.replications(), RunRecords.none(), interruption);
      if (next == null || interruption.isRequested()) {
        interrupted = true;
        break;
      }
      sample.add(next);
    }
    return new Replications(first, sample, rule, sought, interrupted);
  }

  /** Whether all that was asked for has been reached. */
  public boolean isPrecise() {
    return rule.relativePrecision() == 0 || rule.isPrecise(sample.worstHalfWidth());
  }

  private static void refuseOverlongWarmUp(RunOutcome first, Interruption interruption) {
    if (first.result().requests().measured() == 0 && !interruption.isRequested()) {
      throw new UsageException(
          "no request was sent after the warm-up and finished, so there is nothing to measure;"
              + " shorten --warmup, or raise --num-prompts or --duration");
    }
  }
}
