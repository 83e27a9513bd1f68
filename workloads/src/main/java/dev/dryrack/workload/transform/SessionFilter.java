package dev.dryrack.workload.transform;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps some sessions whole and drops the others. Memory: a few bytes per session, and 8 bytes per
 * request of the source.
 */
final class SessionFilter extends HeldSource {

  private static final int UNDECIDED = -2;
  private static final int DROPPED = -1;

  private final String reason;
  private final RandomStream stream;
  private final double keptFraction;
  private final long mostSessions;

  private long units;
  private int keptSessions;
  private long read;
  private long emitted;
  private boolean started;
  private long firstPicos;

  /** New number of each session of the source. */
  private int[] renumbered = new int[0];

  /** New ordinal of each request of the source. */
  private long[] ordinals = new long[64];

  private SessionFilter(
      SessionSource source,
      String reason,
      double keptFraction,
      long mostSessions,
      RandomStream stream) {
    super(source);
    this.reason = reason;
    this.keptFraction = keptFraction;
    this.mostSessions = mostSessions;
    this.stream = stream;
  }

  static SessionFilter first(SessionSource source, int sessions) {
    if (sessions < 1) {
      throw new IllegalArgumentException("sessions is " + sessions + "; it must be at least 1");
    }
    return new SessionFilter(source, "beyond-session-cap", 1, sessions, () -> 0L);
  }

  static SessionFilter thin(SessionSource source, double keptFraction, RandomStream stream) {
    if (!(keptFraction > 0 && keptFraction <= 1)) {
      throw new IllegalArgumentException(
          "keptFraction is " + keptFraction + "; it must be above 0, up to 1");
    }
    return new SessionFilter(source, "thinned", keptFraction, Long.MAX_VALUE, stream);
  }

  @Override
  public boolean advance() throws IOException {
    while (source.advance()) {
      boolean kept = keeps(source.sessionId());
      if (read == ordinals.length) {
        ordinals = Arrays.copyOf(ordinals, ordinals.length * 2);
      }
      ordinals[(int) read++] = kept ? emitted : -1;
      if (kept) {
        emitted++;
        if (!started) {
          started = true;
          firstPicos = source.arrivalPicos();
        }
        hold();
        return true;
      }
    }
    return false;
  }

  /** Copies the request at hand, for those behind it may be read and left out. */
  private void hold() {
    current.copy(source);
    current.arrivalPicos -= firstPicos;
    current.session = current.session < 0 ? -1 : renumbered[current.session];
    current.previous = current.previous < 0 ? -1 : ordinals[(int) current.previous];
  }

  private boolean keeps(int session) {
    if (session < 0) {
      return decide();
    }
    if (session >= renumbered.length) {
      int known = renumbered.length;
      renumbered = Arrays.copyOf(renumbered, Math.max(session + 1, known * 2));
      Arrays.fill(renumbered, known, renumbered.length, UNDECIDED);
    }
    if (renumbered[session] == UNDECIDED) {
      renumbered[session] = decide() ? keptSessions++ : DROPPED;
    }
    return renumbered[session] >= 0;
  }

  private boolean decide() {
    return units++ < mostSessions && (keptFraction == 1 || stream.nextDouble() < keptFraction);
  }

  @Override
  public SourceCounts counts() {
    SourceCounts inner = source.counts();
    Map<String, Long> dropped = new TreeMap<>(inner.dropped());
    if (read > emitted) {
      dropped.merge(reason, read - emitted, Long::sum);
    }
    return new SourceCounts(inner.read(), emitted, dropped, inner.noted());
  }

  @Override
  public String description() {
    return source.description()
        + (mostSessions == Long.MAX_VALUE
            ? ", " + keptFraction + " of the sessions"
            : ", first " + mostSessions + " sessions");
  }
}
