package dev.dryrack.cli.run;

import dev.dryrack.cli.process.ResultWriter;
import dev.dryrack.workload.ForwardingSource;
import dev.dryrack.workload.SessionSource;
import java.io.IOException;
import java.util.Locale;

/** Hands requests through and shows a watching person how far the run is, twice a second. */
public final class WatchedSource extends ForwardingSource {

  private static final long INTERVAL_NANOS = 500_000_000;
  private static final int CHECK_MASK = 0x3ff;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final ResultWriter err;
  private long seen;
  private long shownAtNanos = System.nanoTime();
  private boolean shown;

  public WatchedSource(SessionSource source, ResultWriter err) {
    super(source);
    this.err = err;
  }

  @Override
  public boolean advance() throws IOException {
    boolean more = source.advance();
    if ((++seen & CHECK_MASK) == 0 && System.nanoTime() - shownAtNanos >= INTERVAL_NANOS) {
      show();
    }
    return more;
  }

  private void show() {
    shownAtNanos = System.nanoTime();
    shown = true;
    err.write(
        String.format(
            Locale.ROOT,
            "%s%,d requests, %.0f s of simulated time",
            CLEAR_LINE,
            seen,
            source.arrivalPicos() / 1e12));
    err.flush();
  }

  /** Removes the line of progress, if there is one. */
  public void clear() {
    if (shown) {
      err.write(CLEAR_LINE);
      err.flush();
    }
  }
}
