package dev.dryrack.benchmarks.engine;

import dev.dryrack.sim.random.Exponential;
import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;

/**
 * Poisson arrivals of prompts of which half is one of a few shared beginnings. The other half comes
 * again after {@value #DISTINCT} prompts, when caches have lost it: the ideal hit rate remembers
 * every block ever seen, at one bit each, so prompts that are always new would need memory for it.
 */
final class SharedPrompts implements SessionSource {

  private static final int BLOCK_TOKENS = 16;
  private static final int BLOCKS = 62;
  private static final int SHARED_BLOCKS = 31;
  private static final int BEGINNINGS = 200;
  private static final int DISTINCT = 10_000;

  private final RandomStream choices = new RandomStreams(1, 0).stream("beginnings");
  private final Exponential gaps;
  private final long requests;
  private long made;
  private double picos;
  private long beginning;
  private long ownBlocks;

  SharedPrompts(double perSecond, long requests) {
    gaps = new Exponential(new RandomStreams(1, 0).stream("arrivals"), 1e12 / perSecond);
    this.requests = requests;
  }

  @Override
  public boolean advance() {
    if (made == requests) {
      return false;
    }
    made++;
    picos += gaps.next();
    beginning = choices.nextLong(BEGINNINGS);
    ownBlocks = (long) BEGINNINGS * SHARED_BLOCKS + made % DISTINCT * BLOCKS;
    return true;
  }

  @Override
  public long arrivalPicos() {
    return (long) picos;
  }

  @Override
  public int inputTokens() {
    return BLOCKS * BLOCK_TOKENS + BLOCK_TOKENS / 2;
  }

  @Override
  public int outputTokens() {
    return 200;
  }

  @Override
  public int blockTokens() {
    return BLOCK_TOKENS;
  }

  @Override
  public int prefixRuns() {
    return 2;
  }

  @Override
  public long prefixRunStart(int run) {
    return run == 0 ? beginning * SHARED_BLOCKS : ownBlocks;
  }

  @Override
  public int prefixRunLength(int run) {
    return run == 0 ? SHARED_BLOCKS : BLOCKS - SHARED_BLOCKS;
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all(made);
  }

  @Override
  public String description() {
    return requests + " prompts with shared beginnings";
  }

  @Override
  public void close() {}
}
