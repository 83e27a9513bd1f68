package dev.dryrack.sim.experiment;

import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.sim.stat.Tally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The outputs of the replications of a model, by name, in the order in which they were named. */
public final class Outputs {

  private final Map<String, List<Double>> values = new LinkedHashMap<>();
  private int replications;

  Outputs() {}

  /**
   * Records an output of the current replication.
   *
   * @throws IllegalStateException if it has been recorded in this replication, or was not in an
   *     earlier one
   */
  public void record(String name, double value) {
    List<Double> series = values.computeIfAbsent(name, key -> new ArrayList<>());
    if (series.size() != replications) {
      throw new IllegalStateException(
          "output '"
              + name
              + "' was recorded "
              + series.size()
              + " times in "
              + replications
              + " replications and now again");
    }
    series.add(value);
  }

  /** The number of replications run. */
  public int replications() {
    return replications;
  }

  /** The names of the outputs. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** The values of an output, one a replication. */
  public double[] values(String name) {
    return series(name).stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The interval of the mean of an output. */
  public ConfidenceInterval interval(String name, double confidence) {
    Tally tally = new Tally();
    for (double value : series(name)) {
      tally.record(value);
    }
    return ConfidenceInterval.ofMean(tally, confidence);
  }

  void replicate(Model model, long seed) {
    model.run(new RandomStreams(seed, replications), this);
    replications++;
    values.forEach(
        (name, series) -> {
          if (series.size() != replications) {
            throw new IllegalStateException(
                "output '" + name + "' is missing from replication " + (replications - 1));
          }
        });
  }

  private List<Double> series(String name) {
    List<Double> series = values.get(name);
    if (series == null) {
      throw new IllegalArgumentException(
          "there is no output '" + name + "', only " + values.keySet());
    }
    return series;
  }
}
