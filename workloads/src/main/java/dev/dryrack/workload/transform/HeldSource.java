package dev.dryrack.workload.transform;

import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;

/**
 * A source that describes a copy of a request, because the one below it has moved on: to see which
 * requests follow, or past ones that it leaves out.
 */
abstract class HeldSource extends ForwardingSource {

  /** The request that the source is at. */
  HeldRequest current = new HeldRequest();

  HeldSource(SessionSource source) {
    super(source);
  }

  @Override
  public final long arrivalPicos() {
    return current.arrivalPicos;
  }

  @Override
  public final int inputTokens() {
    return current.inputTokens;
  }

  @Override
  public final int outputTokens() {
    return current.outputTokens;
  }

  @Override
  public final int priority() {
    return current.priority;
  }

  @Override
  public final int sessionId() {
    return current.session;
  }

  @Override
  public final int turn() {
    return current.turn;
  }

  @Override
  public final long previousRequest() {
    return current.previous;
  }

  @Override
  public final long delayPicos() {
    return current.delayPicos;
  }

  @Override
  public final int prefixRuns() {
    return current.runs;
  }

  @Override
  public final long prefixRunStart(int run) {
    return current.runStart[run];
  }

  @Override
  public final int prefixRunLength(int run) {
    return current.runLength[run];
  }
}
