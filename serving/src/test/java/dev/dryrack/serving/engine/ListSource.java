package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import java.util.List;

/** Requests from a list. */
final class ListSource implements SessionSource {

  private final List<Sequence> requests;
  private final Waiting waiting;
  private int next;

  ListSource(List<Sequence> requests) {
    this(requests, Waiting.NEVER);
  }

  ListSource(List<Sequence> requests, Waiting waiting) {
    this.requests = requests;
    this.waiting = waiting;
  }

  @Override
  public Waiting waiting() {
    return waiting;
  }

  @Override
  public long previousRequest() {
    return requests.get(next - 1).previous;
  }

  @Override
  public long delayPicos() {
    return requests.get(next - 1).delay;
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
