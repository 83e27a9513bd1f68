package dev.dryrack.serving.engine;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import java.util.SplittableRandom;

/**
 * Poisson arrivals of prompts that share system prompts: of each, a number of blocks is one of
 * {@code systems} shared beginnings, the rest is new.
 */
final class PrefixSource implements SessionSource {

  static final int BLOCK = 16;

  private final SplittableRandom random;
  private final double rate;
  private final long requests;
  private final int blocks;
  private final int sharedBlocks;
  private final int systems;
  private final int outputTokens;
  private long made;
  private double seconds;
  private long system;
  private long nextId;

  PrefixSource(
      long seed, double rate, long requests, int blocks, int shared, int systems, int output) {
    random = new SplittableRandom(seed);
    this.rate = rate;
    this.requests = requests;
    this.blocks = blocks;
    sharedBlocks = shared;
    this.systems = systems;
    outputTokens = output;
    nextId = (long) systems * shared;
  }

  @Override
  public boolean advance() {
    if (made == requests) {
      return false;
    }
    seconds += made++ == 0 ? 0 : -StrictMath.log(1 - random.nextDouble()) / rate;
    system = random.nextInt(systems);
    nextId += blocks;
    return true;
  }

  @Override
  public long arrivalPicos() {
    return (long) (seconds * 1e12);
  }

  @Override
  public int inputTokens() {
    return blocks * BLOCK + 8;
  }

  @Override
  public int outputTokens() {
    return outputTokens;
  }

  @Override
  public int blockTokens() {
    return BLOCK;
  }

  @Override
  public int prefixRuns() {
    return 2;
  }

  @Override
  public long prefixRunStart(int run) {
    return run == 0 ? system * sharedBlocks : nextId;
  }

  @Override
  public int prefixRunLength(int run) {
    return run == 0 ? sharedBlocks : blocks - sharedBlocks;
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
