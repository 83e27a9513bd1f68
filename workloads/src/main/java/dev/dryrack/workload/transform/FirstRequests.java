package dev.dryrack.workload.transform;

import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;
import java.io.IOException;

/** Ends after so many requests. */
final class FirstRequests extends ForwardingSource {

  private final long most;
  private long emitted;

  FirstRequests(SessionSource source, long most) {
    super(source);
    if (most < 1) {
      throw new IllegalArgumentException("requests is " + most + "; it must be at least 1");
    }
    this.most = most;
  }

  @Override
  public boolean advance() throws IOException {
    if (emitted == most || !source.advance()) {
      return false;
    }
    emitted++;
    return true;
  }
}
