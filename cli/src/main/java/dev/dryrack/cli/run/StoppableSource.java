package dev.dryrack.cli.run;

import dev.dryrack.cli.process.Interruption;
import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;
import java.io.IOException;

/** Ends early when the user asks for it, and remembers that it did. */
public final class StoppableSource extends ForwardingSource {

  private volatile boolean stopAsked;
  private boolean stopped;

  public StoppableSource(SessionSource source, Interruption interruption) {
    super(source);
    interruption.onRequest(() -> stopAsked = true);
  }

  @Override
  public boolean advance() throws IOException {
    if (stopAsked) {
      stopped = true;
      return false;
    }
    return source.advance();
  }

  /** Whether requests were left when it ended. */
  public boolean stopped() {
    return stopped;
  }
}
