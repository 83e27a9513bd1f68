package dev.dryrack.serving.engine;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SourceCounts;

/**
 * Poisson arrivals of requests whose lengths are fixed or uniform; allocates nothing per request.
 */
final class PoissonSource implements RequestSource {

  private final RandomStream arrivals;
  private final RandomStream lengths;
  private final double meanGapPicos;
  private final long count;
  private final int input;
  private final int outputMin;
  private final int outputMax;
  private long emitted;
  private long arrivalPicos;
  private int output;

  PoissonSource(long seed, double perSecond, long count, int input, int outputMin, int outputMax) {
    RandomStreams streams = new RandomStreams(seed, 0);
    arrivals = streams.stream("arrivals");
    lengths = streams.stream("lengths");
    meanGapPicos = 1e12 / perSecond;
    this.count = count;
    this.input = input;
    this.outputMin = outputMin;
    this.outputMax = outputMax;
  }

  @Override
  public boolean advance() {
    if (emitted == count) {
      return false;
    }
    if (emitted > 0) {
      arrivalPicos += (long) (-meanGapPicos * StrictMath.log(arrivals.nextDouble()));
    }
    output = outputMin + (int) lengths.nextLong(outputMax - outputMin + 1L);
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
