package dev.dryrack.serving.router;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;

/** A source whose cursor stands on one prompt of whole blocks: shared ones, then own ones. */
final class OnePrompt implements SessionSource {

  static final int BLOCK = 16;

  private final long sharedId;
  private final int shared;
  private final long ownId;
  private final int own;

  OnePrompt(long sharedId, int shared, long ownId, int own) {
    this.sharedId = sharedId;
    this.shared = shared;
    this.ownId = ownId;
    this.own = own;
  }

  @Override
  public boolean advance() {
    return false;
  }

  @Override
  public long arrivalPicos() {
    return 0;
  }

  @Override
  public int inputTokens() {
    return (shared + own) * BLOCK;
  }

  @Override
  public int outputTokens() {
    return 1;
  }

  @Override
  public int blockTokens() {
    return BLOCK;
  }

  @Override
  public int prefixRuns() {
    return own == 0 ? 1 : 2;
  }

  @Override
  public long prefixRunStart(int run) {
    return run == 0 ? sharedId : ownId;
  }

  @Override
  public int prefixRunLength(int run) {
    return run == 0 ? shared : own;
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all(0);
  }

  @Override
  public String description() {
    return "one prompt";
  }

  @Override
  public void close() {}
}
