package dev.dryrack.serving.engine;

import dev.dryrack.serving.engine.ReferenceEngine.Sequence;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import java.util.List;

/** Requests from a list. */
final class ListSource implements SessionSource {

  private final List<Sequence> requests;
  private final Waiting waiting;
  private final int sourceBlock;
  private int next;

  ListSource(List<Sequence> requests) {
    this(requests, Waiting.NEVER, 0);
  }

  ListSource(RandomDeployment deployment) {
    this(deployment.requests, deployment.waiting, deployment.sourceBlock);
  }

  ListSource(List<Sequence> requests, Waiting waiting, int sourceBlock) {
    this.sourceBlock = sourceBlock;
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
  public int priority() {
    return requests.get(next - 1).priority;
  }

  @Override
  public int sessionId() {
    return requests.get(next - 1).session;
  }

  @Override
  public int blockTokens() {
    return sourceBlock;
  }

  @Override
  public int prefixRuns() {
    return requests.get(next - 1).ids.length;
  }

  @Override
  public long prefixRunStart(int run) {
    return requests.get(next - 1).ids[run];
  }

  @Override
  public int prefixRunLength(int run) {
    return 1;
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
