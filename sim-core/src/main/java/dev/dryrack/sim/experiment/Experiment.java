package dev.dryrack.sim.experiment;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Replications of a model, each from the same initial state on random streams of its own.
 *
 * <p>Replication r draws from {@code RandomStreams(seed, r)}: two experiments with one seed meet
 * the same random numbers, whatever their models.
 *
 * @param seed of all random streams
 * @param rule when to stop
 */
public record Experiment(long seed, StoppingRule rule) {

  /** Runs a model until the rule is met. */
  public Outputs run(Model model) {
    Outputs outputs = new Outputs();
    do {
      outputs.replicate(model, seed);
    } while (!rule.isMet(outputs));
    return outputs;
  }

  /**
   * Runs two models on the same random numbers, as often as it takes until the rule is met for
   * both.
   *
   * @return the comparison of each output that both have, second against first
   * @throws IllegalArgumentException if they have no output in common
   */
  public Map<String, PairedComparison> compare(Model first, Model second) {
    Outputs a = new Outputs();
    Outputs b = new Outputs();
    do {
      a.replicate(first, seed);
      b.replicate(second, seed);
    } while (!rule.isMet(a) || !rule.isMet(b));
    Map<String, PairedComparison> comparisons = new LinkedHashMap<>();
    for (String name : a.names()) {
      if (b.names().contains(name)) {
        comparisons.put(
            name, PairedComparison.of(a.values(name), b.values(name), rule.confidence()));
      }
    }
    if (comparisons.isEmpty()) {
      throw new IllegalArgumentException(
          "nothing to compare: one model has " + a.names() + ", the other " + b.names());
    }
    return comparisons;
  }
}
