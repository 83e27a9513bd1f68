package dev.dryrack.workload.profile;

import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;

/** Requests of rows: arrival in picoseconds, input and output tokens. */
final class RowSource implements SessionSource {

  private final long[][] rows;
  private int next;

  RowSource(long[][] rows) {
    this.rows = rows;
  }

  @Override
  public boolean advance() {
    if (next == rows.length) {
      return false;
    }
    next++;
    return true;
  }

  @Override
  public long arrivalPicos() {
    return rows[next - 1][0] - rows[0][0];
  }

  @Override
  public int inputTokens() {
    return (int) rows[next - 1][1];
  }

  @Override
  public int outputTokens() {
    return (int) rows[next - 1][2];
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all(rows.length);
  }

  @Override
  public String description() {
    return "rows";
  }

  @Override
  public void close() {}
}
