package dev.dryrack.serving.engine;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SourceCounts;
import java.io.IOException;

/** Poisson arrivals of requests of one prompt length; allocates nothing per request. */
class PoissonSource implements RequestSource {

  /** Draws an output length. */
  interface Lengths {
    int draw(RandomStream stream);
  }

  private final RandomStream arrivals;
  private final RandomStream lengths;
  private final double meanGapPicos;
  private final long count;
  private final int input;
  private final Lengths outputs;
  private long emitted;
  private long arrivalPicos;
  private int output;

  PoissonSource(long seed, double perSecond, long count, int input, Lengths outputs) {
    RandomStreams streams = new RandomStreams(seed, 0);
    arrivals = streams.stream("arrivals");
    lengths = streams.stream("lengths");
    meanGapPicos = 1e12 / perSecond;
    this.count = count;
    this.input = input;
    this.outputs = outputs;
  }

  /** Always the same length. */
  static Lengths fixed(int tokens) {
    return stream -> tokens;
  }

  /** Every length from the first to the last alike. */
  static Lengths uniform(int first, int last) {
    return stream -> first + (int) stream.nextLong(last - first + 1L);
  }

  /** 1, 2, ... with the given mean and no memory: the discrete exponential. */
  static Lengths geometric(double mean) {
    double logFail = StrictMath.log(1 - 1 / mean);
    return stream -> 1 + (int) (StrictMath.log(stream.nextDouble()) / logFail);
  }

  @Override
  public boolean advance() throws IOException {
    if (emitted == count) {
      return false;
    }
    if (emitted > 0) {
      arrivalPicos += (long) (-meanGapPicos * StrictMath.log(arrivals.nextDouble()));
    }
    output = outputs.draw(lengths);
    emitted++;
    return true;
  }

  @Override
  public long arrivalPicos() {
    return arrivalPicos;
  }

  @Override
  public int inputTokens() {
    return input;
  }

  @Override
  public int outputTokens() {
    return output;
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all(emitted);
  }

  @Override
  public String description() {
    return "Poisson arrivals";
  }

  @Override
  public void close() {}
}
