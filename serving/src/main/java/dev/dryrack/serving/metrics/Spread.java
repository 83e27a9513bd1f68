package dev.dryrack.serving.metrics;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How evenly something is spread over replicas.
 *
 * @param least of any replica
 * @param mean over all
 * @param most of any replica
 * @param variation standard deviation over all, divided by the mean; 0 where the mean is
 */
public record Spread(double least, double mean, double most, double variation) {

  /** The spread of a figure over replicas, one at least. */
  public static Spread of(List<ReplicaResult> replicas, ToDoubleFunction<ReplicaResult> figure) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (ReplicaResult replica : replicas) {
      double value = figure.applyAsDouble(replica);
      least = Math.min(least, value);
      most = Math.max(most, value);
      sum += value;
    }
    double mean = sum / replicas.size();
    double squares = 0;
    for (ReplicaResult replica : replicas) {
      double off = figure.applyAsDouble(replica) - mean;
      squares += off * off;
    }
    double deviation = Math.sqrt(squares / replicas.size());
    return new Spread(least, mean, most, mean == 0 ? 0 : deviation / mean);
  }
}
