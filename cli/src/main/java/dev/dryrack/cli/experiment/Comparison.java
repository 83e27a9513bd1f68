package dev.dryrack.cli.experiment;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.records.RunRecords;
import dev.dryrack.cli.run.Requests;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.cli.scenario.LoadKeys;
import dev.dryrack.serving.metrics.Slo;
import dev.dryrack.sim.experiment.PairedComparison;
import dev.dryrack.sim.experiment.StoppingRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Several systems on the same requests, each against the first.
 *
 * @param differences by system after the first, then by metric
 * @param replications of each system
 * @param rule when they were to stop
 * @param exact whether nothing of the load is drawn at random, so that one run says all
 * @param byRequest whether intervals are of one run, from batches of its requests, in place of
 *     replications: on a trace
 * @param warmupPicos left out of each run
 * @param interrupted whether they were stopped before the rule was met
 */
public record Comparison(
    List<List<Difference>> differences,
    int replications,
    StoppingRule rule,
    boolean exact,
    boolean byRequest,
    long warmupPicos,
    boolean interrupted) {

  /** Replications where nobody says how many. */
  public static final int USUAL = 10;

  /** Replications that a difference needs at least. */
  private static final int LEAST = 2;

  /**
   * Runs all systems until the rule of the first one's scenario is met for every difference, or
   * until interrupted: a round that was not finished then is left out.
   *
   * @param progress is told the number of each round before it is run
   */
  public static Comparison run(
      List<Candidate> candidates, Interruption interruption, IntConsumer progress) {
    boolean fixed =
        candidates.stream().allMatch(candidate -> Requests.areFixed(candidate.scenario()));
    if (fixed) {
      Repetition.refuseTheSameAgain(candidates.get(0).scenario());
    }
    StoppingRule rule = Repetition.rule(candidates.get(0).scenario(), fixed ? LEAST : USUAL);
    long warmupPicos = commonWarmUp(candidates, interruption);
    List<Metric> metrics = metrics(candidates);
    if (candidates.get(0).scenario().isSet(LoadKeys.TRACE)) {
      progress.accept(0);
      return new Comparison(
          PairedRequests.compare(candidates, metrics, warmupPicos, interruption),
          1,
          rule,
          false,
          true,
          warmupPicos,
          interruption.isRequested());
    }
    List<Sample> samples = new ArrayList<>();
    candidates.forEach(candidate -> samples.add(new Sample(metrics)));
    List<List<Difference>> differences = List.of();
    int rounds = 0;
    boolean interrupted = false;
    while (rounds < LEAST || !rule.isMet(rounds, worst(differences))) {
      progress.accept(rounds);
      List<RunOutcome> round = new ArrayList<>();
      for (Candidate candidate : candidates) {
        if (!interruption.isRequested()) {
          round.add(candidate.run(rounds, RunRecords.none(), interruption));
        }
      }
      if (interruption.isRequested()) {
        interrupted = true;
        break;
      }
      for (int i = 0; i < samples.size(); i++) {
        samples.get(i).add(round.get(i));
      }
      if (++rounds >= LEAST) {
        differences = differences(samples);
      }
    }
    return new Comparison(differences, rounds, rule, fixed, false, warmupPicos, interrupted);
  }

  /** Whether every decisive difference is as sure as was asked. */
  public boolean isPrecise() {
    return !differences.isEmpty() && rule.isPrecise(worst(differences));
  }

  /** One warm-up for all, so that all measure the same requests. */
  private static long commonWarmUp(List<Candidate> candidates, Interruption interruption) {
    if (!Repetition.isWarmUpSought(candidates.get(0).scenario())) {
      return candidates.get(0).setup().warmupPicos();
    }
    long longest = 0;
    for (Candidate candidate : candidates) {
      longest = Math.max(longest, WarmUpSearch.picos(candidate, interruption, curves -> {}));
    }
    for (Candidate candidate : candidates) {
      candidate.leaveOut(longest);
    }
    return longest;
  }

  /** Goodput is compared where it means the same. */
  private static List<Metric> metrics(List<Candidate> candidates) {
    Slo slo = candidates.get(0).setup().slo();
    boolean same = candidates.stream().allMatch(other -> other.setup().slo().equals(slo));
    return Metric.all(same ? slo : Slo.NONE);
  }

  private static List<List<Difference>> differences(List<Sample> samples) {
    Sample first = samples.get(0);
    List<List<Difference>> all = new ArrayList<>();
    for (Sample other : samples.subList(1, samples.size())) {
      List<Difference> rows = new ArrayList<>();
      for (Metric metric : first.metrics()) {
        if (other.metrics().contains(metric)) {
          PairedComparison pair =
              PairedComparison.of(first.values(metric), other.values(metric), Sample.CONFIDENCE);
          rows.add(
              new Difference(
                  metric,
                  first.interval(metric).mean(),
                  other.interval(metric).mean(),
                  pair.difference(),
                  pair.pValue(),
                  pair.correlation()));
        }
      }
      all.add(rows);
    }
    return all;
  }

  /** The widest half width of a decisive difference, as a share of the baseline's metric. */
  private static double worst(List<List<Difference>> differences) {
    double worst = 0;
    for (List<Difference> rows : differences) {
      for (Difference row : rows) {
        if (row.metric().isDecisive() && row.interval() != null) {
          worst = Math.max(worst, row.interval().halfWidth() / Math.abs(row.baseline()));
        }
      }
    }
    return worst;
  }
}
