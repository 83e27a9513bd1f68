package dev.dryrack.benchmarks.trace;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;

/**
 * Requests of 64 prefix blocks each, every block by itself and drawn from a million by a
 * multiplicative congruence: the worst case of a reuse analysis.
 */
final class ScatteredBlocks implements SessionSource {

  static final int BLOCKS = 64;
  private static final long DISTINCT = 1_000_003;

  private final long requests;
  private final long[] ids = new long[BLOCKS];
  private long emitted;
  private long state = 1;

  ScatteredBlocks(long requests) {
    this.requests = requests;
  }

  @Override
  public boolean advance() {
    if (emitted == requests) {
      return false;
    }
    for (int i = 0; i < BLOCKS; i++) {
      state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      ids[i] = (state >>> 33) % DISTINCT;
    }
    emitted++;
    return true;
  }

  @Override
  public long arrivalPicos() {
    return emitted * 1_000_000_000L;
  }

  @Override
  public int inputTokens() {
    return BLOCKS * blockTokens();
  }

  @Override
  public int outputTokens() {
    return 1;
  }

  @Override
  public int blockTokens() {
    return 16;
  }

  @Override
  public int prefixRuns() {
    return BLOCKS;
  }

  @Override
  public long prefixRunStart(int run) {
    return ids[run];
  }

  @Override
  public int prefixRunLength(int run) {
    return 1;
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all(emitted);
  }

  @Override
  public String description() {
    return "scattered blocks";
  }

  @Override
  public void close() {
    // holds nothing
  }
}
