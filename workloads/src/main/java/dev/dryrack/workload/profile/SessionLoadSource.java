package dev.dryrack.workload.profile;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.TraceException;
import java.util.Locale;
import java.util.PriorityQueue;

/**
 * Draws the requests of a {@link SessionLoad}, session by session from streams of the session's
 * own: a session stays the same whatever is asked of others. The nominal time of a turn is that of
 * the one before and its pause, as if serving took no time.
 *
 * <p>Memory: the sessions under way. O(log sessions under way) per request.
 */
public final class SessionLoadSource implements SessionSource {

  private final SessionLoad load;
  private final long numSessions;
  private final RandomStreams streams;
  private final ArrivalClock clock;
  private final RandomStream prompts;
  private final PriorityQueue<Session> active = new PriorityQueue<>();
  private final int systemBlocks;

  private long started;
  private double nextStartSeconds;
  private final double originSeconds;
  private long emitted;
  private boolean exhausted;
  private Session current;

  /**
   * A source at its beginning.
   *
   * @param numSessions sessions to start; each is generated to its end
   */
  public SessionLoadSource(SessionLoad load, long numSessions, RandomStreams streams) {
    if (numSessions < 1 || numSessions > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "numSessions is " + numSessions + "; it must be 1 to " + Integer.MAX_VALUE);
    }
    this.load = load;
    this.numSessions = numSessions;
    this.streams = streams;
    clock = new ArrivalClock(load.sessionArrivals(), streams);
    prompts = streams.stream("workload/system-prompts");
    systemBlocks = load.systemTokens() / load.blockTokens();
    nextStartSeconds = clock.next();
    originSeconds = nextStartSeconds;
    current = new Session(-1, 0);
  }

  @Override
  public boolean advance() throws TraceException {
    if (exhausted) {
      return false;
    }
    if (current.turn >= 0 && current.turnsLeft > 0) {
      current.next(load);
      active.add(current);
    }
    while (started < numSessions
        && (active.isEmpty() || active.peek().seconds >= nextStartSeconds)) {
      active.add(new Session((int) started++, nextStartSeconds));
      nextStartSeconds = clock.next();
    }
    Session earliest = active.poll();
    if (earliest == null) {
      exhausted = true;
      return false;
    }
    current = earliest;
    if ((current.seconds - originSeconds) * 1e12 >= 0x1p63) {
      throw new TraceException(
          "generated sessions: request "
              + emitted
              + " arrives after 106 days, beyond a clock of picoseconds; ask for fewer sessions");
    }
    current.previous = current.lastOrdinal;
    current.lastOrdinal = emitted++;
    return true;
  }

  /** One session under way, at one of its turns. */
  private final class Session implements Comparable<Session> {
    private final int number;
    private final int systemPrompt;
    private final RandomStream stream;
    private final int firstTokens;
    private double seconds;
    private double pauseSeconds;
    private int turn;
    private int turnsLeft;
    private int inputTokens;
    private int outputTokens;
    private long lastOrdinal = -1;
    private long previous = -1;

    /** Private blocks before the context was last reset; those kept from the first prompt. */
    private long retiredBlocks;

    private long keptBlocks;

    Session(int number, double seconds) {
      this.number = number;
      this.seconds = seconds;
      stream = streams.stream("workload/session/" + number);
      systemPrompt = number < 0 ? 0 : (int) prompts.nextLong(load.systemPrompts());
      turn = number < 0 ? -1 : 0;
      turnsLeft = (int) Math.round(load.turns().at(stream.nextDouble())) - 1;
      firstTokens = tokens(load.systemTokens() + load.firstTokens().at(stream.nextDouble()));
      inputTokens = firstTokens;
      outputTokens = tokens(load.outputTokens().at(stream.nextDouble()));
    }

    void next(SessionLoad of) {
      turn++;
      turnsLeft--;
      pauseSeconds = of.thinkSeconds().at(stream.nextDouble());
      seconds += pauseSeconds;
      double added = of.newTokens().at(stream.nextDouble());
      double before = (double) inputTokens + outputTokens;
      if (stream.nextDouble() < of.resetFraction()) {
        retiredBlocks += privateBlocks();
        keptBlocks = Math.max(0, firstTokens / of.blockTokens() - systemBlocks);
        before = firstTokens;
      }
      inputTokens = tokens(before + added);
      outputTokens = tokens(of.outputTokens().at(stream.nextDouble()));
    }

    /** Full blocks behind the system prompt. */
    long privateBlocks() {
      return Math.max(0, inputTokens / load.blockTokens() - systemBlocks);
    }

    @Override
    public int compareTo(Session other) {
      int byTime = Double.compare(seconds, other.seconds);
      return byTime != 0 ? byTime : Integer.compare(number, other.number);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }

  private static int tokens(double length) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE / 2, Math.round(length)));
  }

  @Override
  public long arrivalPicos() {
    return Math.round((current.seconds - originSeconds) * 1e12);
  }

  @Override
  public int inputTokens() {
    return current.inputTokens;
  }

  @Override
  public int outputTokens() {
    return current.outputTokens;
  }

  @Override
  public int sessionId() {
    return current.number;
  }

  @Override
  public int turn() {
    return Math.max(0, current.turn);
  }

  @Override
  public long previousRequest() {
    return load.closedLoop() ? current.previous : -1;
  }

  @Override
  public long delayPicos() {
    return previousRequest() < 0 ? 0 : Math.round(current.pauseSeconds * 1e12);
  }

  @Override
  public Waiting waiting() {
    return load.closedLoop() ? Waiting.FROM_NOMINAL_TIME : Waiting.NEVER;
  }

  @Override
  public int blockTokens() {
    return load.blockTokens();
  }

  /** Run 0 is the system prompt, run 1 what is kept of the first prompt, run 2 what came after. */
  @Override
  public int prefixRuns() {
    return runOf(0, true);
  }

  @Override
  public long prefixRunStart(int run) {
    long privateStart = (current.number + 1L) << 32;
    return switch (runOf(run, false)) {
      case 0 -> (long) current.systemPrompt * systemBlocks;
      case 1 -> privateStart;
      default -> privateStart + current.retiredBlocks + kept();
    };
  }

  @Override
  public int prefixRunLength(int run) {
    return (int) length(runOf(run, false));
  }

  private long kept() {
    return Math.min(current.keptBlocks, current.privateBlocks());
  }

  private long length(int part) {
    return switch (part) {
      case 0 -> Math.min(systemBlocks, current.inputTokens / load.blockTokens());
      case 1 -> kept();
      default -> current.privateBlocks() - kept();
    };
  }

  /** The part that is the n-th with any block; or how many there are. */
  private int runOf(int n, boolean all) {
    int found = 0;
    for (int part = 0; part < 3; part++) {
      if (length(part) > 0) {
        if (!all && found == n) {
          return part;
        }
        found++;
      }
    }
    if (!all) {
      throw new IndexOutOfBoundsException(n);
    }
    return found;
  }

  @Override
  public SourceCounts counts() {
    return SourceCounts.all(emitted);
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "generated sessions: %d, %s, %d system prompts of %d tokens",
        numSessions,
        load.closedLoop() ? "closed loop" : "open loop",
        load.systemPrompts(),
        load.systemTokens());
  }

  @Override
  public void close() {
    // holds nothing
  }
}
