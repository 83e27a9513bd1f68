package dev.dryrack.cli.sampling;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.cli.process.Surroundings;
import dev.dryrack.cli.run.RandomArrivals;
import dev.dryrack.cli.run.RunOutcome;
import dev.dryrack.serving.metrics.Stability;
import dev.dryrack.serving.uncertainty.SampleSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Some of the samples, simulated: what queues do to them, which the closed form does not know. They
 * are taken at evenly spread ranks of the closed form's speed, so that few stand for all. Each
 * costs a simulation of five minutes.
 */
public final class SimulatedSamples {

  /** Largest relative difference of the time per output token that counts as agreement. */
  public static final double TOLERANCE = 0.15;

  /**
   * A sample.
   *
   * @param closedUser tokens per second of a user, in closed form
   * @param run its simulation
   */
  public record One(double closedUser, RunOutcome run) {

    /** Tokens per second of a user, simulated. */
    public double simulatedUser() {
      return run.result().throughput().outputTokensPerSecondPerUser();
    }

    /** Relative difference of what a user sees. */
    public double difference() {
      return Math.abs(closedUser / simulatedUser() - 1);
    }

    /** Whether both say the same but for {@link #TOLERANCE}. */
    public boolean agrees() {
      return difference() <= TOLERANCE;
    }
  }

  private final List<One> all;

  private SimulatedSamples(List<One> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Simulates some samples.
   *
   * @param count how many, if as many have a speed
   * @param requestsPerSecond at which rate requests arrive, by the outputs of the sample
   */
  public static SimulatedSamples of(
      Sampling sampling,
      int count,
      ToDoubleFunction<double[]> requestsPerSecond,
      Surroundings surroundings,
      Interruption interruption) {
    List<One> all = new ArrayList<>();
    for (int sample : sampling.spread(count, Output.USER)) {
      double[] outputs = sampling.outputs(sample);
      all.add(
          new One(
              outputs[Output.USER.column()],
              RandomArrivals.run(
                  sampling.slowed(sample),
                  requestsPerSecond.applyAsDouble(outputs),
                  surroundings,
                  interruption)));
    }
    return new SimulatedSamples(all);
  }

  /** Simulates some samples, each at the rate of requests that its closed form says. */
  public static SimulatedSamples asEstimated(
      Sampling sampling, int count, Surroundings surroundings, Interruption interruption) {
    return of(
        sampling, count, outputs -> outputs[Output.REQUESTS.column()], surroundings, interruption);
  }

  /** How many were simulated. */
  public int count() {
    return all.size();
  }

  /** How many kept up with their requests. */
  public int stable() {
    return (int)
        all.stream().filter(one -> one.run().result().stability() == Stability.STABLE).count();
  }

  /** How many agree with the closed form. */
  public int agreeing() {
    return (int) all.stream().filter(One::agrees).count();
  }

  /** The largest difference of any from the closed form. */
  public double largestDifference() {
    return all.stream().mapToDouble(One::difference).max().orElse(0);
  }

  /** A figure over all that were simulated. */
  public SampleSummary summary(ToDoubleFunction<One> figure) {
    return SampleSummary.of(all.stream().mapToDouble(figure).toArray());
  }
}
