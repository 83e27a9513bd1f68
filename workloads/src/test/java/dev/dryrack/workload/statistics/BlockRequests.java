package dev.dryrack.workload.statistics;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import java.util.List;

/** Prompts given block by block, one request per picosecond. */
final class BlockRequests implements SessionSource {

  private final List<long[]> prompts;
  private int at = -1;

  BlockRequests(List<long[]> prompts) {
    this.prompts = prompts;
  }

  @Override
  public boolean advance() {
    return ++at < prompts.size();
  }

  @Override
  public long arrivalPicos() {
    return at;
  }

  @Override
  public int inputTokens() {
    return prompts.get(at).length * 16;
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
    return prompts.get(at).length;
  }

  @Override
  public long prefixRunStart(int run) {
    return prompts.get(at)[run];
  }

  @Override
  public int prefixRunLength(int run) {
    return 1;
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all(at);
  }

  @Override
  public String description() {
    return "prompts of a test";
  }

  @Override
  public void close() {}
}
