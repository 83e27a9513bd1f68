package dev.dryrack.workload;

import java.io.IOException;

/** A source that hands through what a subclass does not change; closing it closes the other. */
public abstract class ForwardingSource implements SessionSource {

  /** Where the requests are from. */
  protected final SessionSource source;

  protected ForwardingSource(SessionSource source) {
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
  public int priority() {
    return source.priority();
  }

  @Override
  public int priorityClasses() {
    return source.priorityClasses();
  }

  @Override
  public int sessionId() {
    return source.sessionId();
  }

  @Override
  public int turn() {
    return source.turn();
  }

  @Override
  public long previousRequest() {
    return source.previousRequest();
  }

  @Override
  public long delayPicos() {
    return source.delayPicos();
  }

  @Override
  public Waiting waiting() {
    return source.waiting();
  }

  @Override
  public boolean spacesSessions() {
    return source.spacesSessions();
  }

  @Override
  public boolean mayMatter(ReadingChoice choice) {
    return source.mayMatter(choice);
  }

  @Override
  public boolean mattered(ReadingChoice choice) {
    return source.mattered(choice);
  }

  @Override
  public boolean isDrawn() {
    return source.isDrawn();
  }

  @Override
  public boolean namesPrefixes() {
    return source.namesPrefixes();
  }

  @Override
  public int blockTokens() {
    return source.blockTokens();
  }

  @Override
  public int prefixRuns() {
    return source.prefixRuns();
  }

  @Override
  public long prefixRunStart(int run) {
    return source.prefixRunStart(run);
  }

  @Override
  public int prefixRunLength(int run) {
    return source.prefixRunLength(run);
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
