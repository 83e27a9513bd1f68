package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;

/** One of several clients: its next arrival, and the lengths of its current request. */
final class SyntheticClient {

  private final SyntheticLoad load;
  private final int number;
  private final ArrivalClock clock;
  private final RandomStream inputs;
  private final RandomStream outputs;
  private double seconds;
  private int inputTokens;
  private int outputTokens;

  SyntheticClient(SyntheticLoad load, int number, RandomStreams streams) {
    this.load = load;
    this.number = number;
    String prefix = "workload/client/" + number + '/';
    clock = new ArrivalClock(load.arrivals(), streams, prefix);
    inputs = streams.stream(prefix + "input");
    outputs = streams.stream(prefix + "output");
    advance();
  }

  /** Goes on to the next arrival. */
  void advance() {
    seconds = clock.nextSeconds();
  }

  /** Draws the lengths of the request that arrives. */
  void draw() {
    double rank = inputs.nextDouble();
    inputTokens = SyntheticSource.tokens(load.inputTokens().at(rank));
    outputTokens =
        SyntheticSource.tokens(
            load.outputTokens().at(Ranks.linked(rank, load.rankCorrelation(), outputs)));
  }

  boolean isBefore(SyntheticClient other) {
    return seconds < other.seconds || (seconds == other.seconds && number < other.number);
  }

  int number() {
    return number;
  }

  double seconds() {
    return seconds;
  }

  int inputTokens() {
    return inputTokens;
  }

  int outputTokens() {
    return outputTokens;
  }
}
