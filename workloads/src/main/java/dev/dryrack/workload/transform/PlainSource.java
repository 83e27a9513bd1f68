package dev.dryrack.workload.transform;

import dev.dryrack.workload.RequestSource;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import java.io.IOException;

/** Requests without sessions and prefixes. */
final class PlainSource implements SessionSource {

  private final RequestSource source;

  PlainSource(RequestSource source) {
    this.source = source;
  }

  @Override
  public boolean advance() throws IOException {
    return source.advance();
  }

  @Override
  public long arrivalPicos() {
    return source.arrivalPicos();
  }

  @Override
  public int inputTokens() {
    return source.inputTokens();
  }

  @Override
  public int outputTokens() {
    return source.outputTokens();
  }

  @Override
  public SourceCounts counts() {
    return source.counts();
  }

  @Override
  public String description() {
    return source.description();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
