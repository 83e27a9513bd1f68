package dev.dryrack.cli.experiment;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.records.RunRecords;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.sim.experiment.BatchMeans;
import dev.dryrack.sim.experiment.ConfidenceInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares runs on one trace request by request.
 *
 * <p>Differences of neighbouring requests depend on each other, so the interval of their mean is
 * from means of {@value #BATCHES} batches in order of arrival. That gives means of TTFT, TPOT and
 * E2E an interval; quantiles and rates of one run have none.
 */
final class PairedRequests {

  private static final int BATCHES = 20;

  /** Shorter batches than this are surely not independent. */
  private static final int LEAST_PER_BATCH = 10;

  private PairedRequests() {}

  static List<List<Difference>> compare(
      List<Candidate> candidates,
      List<Metric> metrics,
      long warmupPicos,
      Interruption interruption) {
    List<RunOutcome> runs = new ArrayList<>();
    List<RequestTimes> times = new ArrayList<>();
    for (Candidate candidate : candidates) {
      RequestTimes log = new RequestTimes();
      runs.add(candidate.run(0, RunRecords.of(log), interruption));
      times.add(log);
      if (interruption.isRequested()) {
        return List.of();
      }
    }
    List<List<Difference>> all = new ArrayList<>();
    for (int i = 1; i < runs.size(); i++) {
      List<Difference> rows = new ArrayList<>();
      for (Metric metric : metrics) {
        double first = metric.of().applyAsDouble(runs.get(0));
        double other = metric.of().applyAsDouble(runs.get(i));
        if (Double.isFinite(first) && Double.isFinite(other)) {
          rows.add(difference(metric, first, other, times.get(0), times.get(i), warmupPicos));
        }
      }
      all.add(rows);
    }
    return all;
  }

  private static Difference difference(
      Metric metric,
      double first,
      double other,
      RequestTimes firstTimes,
      RequestTimes otherTimes,
      long warmupPicos) {
    BatchMeans batches = batches(metric, firstTimes, otherTimes, warmupPicos);
    if (batches == null) {
      return new Difference(metric, first, other, null, Double.NaN, Double.NaN);
    }
    ConfidenceInterval interval =
        new ConfidenceInterval(
            other - first, batches.interval().halfWidth(), Sample.CONFIDENCE, BATCHES);
    return new Difference(metric, first, other, interval, Double.NaN, batches.lag1Correlation());
  }

  /** Null if the metric is not a mean over requests, or not of the same ones, or of too few. */
  private static @Nullable BatchMeans batches(
      Metric metric, RequestTimes first, RequestTimes other, long warmupPicos) {
    IntToDoubleFunction difference =
        switch (metric.key()) {
          case "mean_ttft_seconds" -> i -> other.ttftSeconds(i) - first.ttftSeconds(i);
          case "mean_tpot_seconds" -> i -> other.tpotSeconds(i) - first.tpotSeconds(i);
          case "mean_e2el_seconds" -> i -> other.e2eSeconds(i) - first.e2eSeconds(i);
          default -> null;
        };
    if (difference == null) {
      return null;
    }
    double[] differences = new double[Math.max(first.seen(), other.seen())];
    int count = 0;
    for (int i = 0; i < differences.length; i++) {
      boolean inFirst = first.isMeasured(i, warmupPicos);
      if (inFirst != other.isMeasured(i, warmupPicos)) {
        return null;
      }
      double value = inFirst ? difference.applyAsDouble(i) : Double.NaN;
      if (!Double.isNaN(value)) {
        differences[count++] = value;
      }
    }
    return count < BATCHES * LEAST_PER_BATCH
        ? null
        : BatchMeans.of(Arrays.copyOf(differences, count), BATCHES, Sample.CONFIDENCE);
  }
}
