package dev.dryrack.cli.run;

import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;
import java.io.IOException;

/** The requests of a replay; at their end, what had no effect is refused. */
final class CheckedReplay extends ForwardingSource {

  private final TraceReplay replay;

  CheckedReplay(SessionSource source, TraceReplay replay) {
    super(source);
    this.replay = replay;
  }

  @Override
  public boolean advance() throws IOException {
    boolean more = source.advance();
    if (!more && source.counts().emitted() > 0) {
      replay.refuseWithoutEffect(source);
    }
    return more;
  }
}
