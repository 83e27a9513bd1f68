package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SourceCounts;
import java.util.List;

/** Requests from a list. */
final class ListSource implements RequestSource {

  private final List<Sequence> requests;
  private int next;

  ListSource(List<Sequence> requests) {
    this.requests = requests;
  }

  @Override
  public boolean advance() {
    if (next == requests.size()) {
      return false;
    }
    next++;
    return true;
  }

  @Override
  public long arrivalPicos() {
    return requests.get(next - 1).arrival;
  }

  @Override
  public int inputTokens() {
    return requests.get(next - 1).prompt;
  }

  @Override
  public int outputTokens() {
    return requests.get(next - 1).output;
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all(next);
  }

  @Override
  public String description() {
    return requests.size() + " listed requests";
  }

  @Override
  public void close() {}
}
