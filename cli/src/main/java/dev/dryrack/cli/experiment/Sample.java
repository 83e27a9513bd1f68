package dev.dryrack.cli.experiment;

import dev.dryrack.cli.process.UsageException;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.sim.experiment.ConfidenceInterval;
import dev.dryrack.sim.stat.Tally;
import java.util.ArrayList;
import java.util.List;

/** The metrics of one system in every replication. */
public final class Sample {

  /** How often an interval of this project holds the true mean. */
  public static final double CONFIDENCE = 0.95;

  private final List<Metric> metrics;
  private final List<double[]> rows = new ArrayList<>();

  Sample(List<Metric> metrics) {
    this.metrics = metrics;
  }

  /**
   * Adds a replication.
   *
   * @throws UsageException if it lacks a metric that the others have, or the other way round
   */
  void add(RunOutcome run) {
    double[] row = new double[metrics.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = metrics.get(i).of().applyAsDouble(run);
      if (!rows.isEmpty() && Double.isFinite(row[i]) != Double.isFinite(rows.get(0)[i])) {
        throw new UsageException(
            "replication "
                + rows.size()
                + " and the first differ in whether they have a "
                + metrics.get(i).title()
                + ": runs are too short; raise --num-prompts or --duration, or shorten --warmup");
      }
    }
    rows.add(row);
  }

  /** The metrics that have values. */
  public List<Metric> metrics() {
    return rows.isEmpty()
        ? List.of()
        : metrics.stream().filter(metric -> Double.isFinite(rows.get(0)[index(metric)])).toList();
  }

  /** The number of replications. */
  public int replications() {
    return rows.size();
  }

  /** The values of a metric, one a replication. */
  public double[] values(Metric metric) {
    int index = index(metric);
    return rows.stream().mapToDouble(row -> row[index]).toArray();
  }

  /** The interval of the mean of a metric. */
  public ConfidenceInterval interval(Metric metric) {
    Tally tally = new Tally();
    for (double value : values(metric)) {
      tally.record(value);
    }
    return ConfidenceInterval.ofMean(tally, CONFIDENCE);
  }

  /** The largest relative half width of a decisive metric. */
  double worstHalfWidth() {
    double worst = 0;
    for (Metric metric : metrics()) {
      if (metric.isDecisive()) {
        worst = Math.max(worst, interval(metric).relativeHalfWidth());
      }
    }
    return worst;
  }

  private int index(Metric metric) {
    return metrics.indexOf(metric);
  }
}
