package dev.dryrack.workload.transform;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;
import java.io.IOException;

/**
 * Gives requests a priority class, drawn at random by shares; the draws are a stream of their own,
 * so that nothing else about the load changes. Allocates nothing per request.
 */
public final class DrawnPriorities extends ForwardingSource {

  private final RandomStream draws;
  private final double[] upTo;
  private int priority;

  /**
   * @param shares of requests of priority 0, 1, ...; any positive numbers, only ratios count
   */
  public DrawnPriorities(SessionSource source, double[] shares, RandomStreams streams) {
    super(source);
    draws = streams.stream("priorities");
    upTo = new double[shares.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      sum += shares[i];
      upTo[i] = sum;
    }
  }

  @Override
  public boolean advance() throws IOException {
    if (!source.advance()) {
      return false;
    }
    double drawn = draws.nextDouble() * upTo[upTo.length - 1];
    priority = 0;
    while (priority < upTo.length - 1 && drawn >= upTo[priority]) {
      priority++;
    }
    return true;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public int priorityClasses() {
    return upTo.length;
  }
}
