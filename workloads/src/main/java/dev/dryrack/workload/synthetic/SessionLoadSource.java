package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.sim.random.Zipf;
import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.TraceException;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Draws the requests of a {@link SessionLoad}, session by session from streams of the session's
 * own: a session stays the same whatever is asked of others. In closed loop, the nominal time of a
 * turn is that of the one before and its pause, as if serving took no time.
 *
 * <p>Memory: the sessions under way. O(log sessions under way) per request.
 */
public final class SessionLoadSource implements SessionSource {

  /** Remark that counts the imitated sessions that have turns left, beside the one at hand. */
  public static final String SESSION_UNFINISHED = "session-unfinished";

  private final SessionLoad load;
  private final long sessions;
  private final long requests;
  private final RandomStreams streams;
  private final ArrivalClock clock;
  private final RandomStream prompts;
  private final RandomStream shuffling;
  private final int[] deck;
  private final Zipf popularity;
  private final PriorityQueue<GeneratedSession> active = new PriorityQueue<>();

  private long started;
  private long nextStartPicos;
  private long emitted;
  private boolean exhausted;
  private boolean anyLater;
  private GeneratedSession current;

  /**
   * A source at its beginning; it ends with its sessions or its requests, whichever end first.
   *
   * @param sessions most sessions to start
   * @param requests most requests
   */
  SessionLoadSource(SessionLoad load, long sessions, long requests, RandomStreams streams) {
    Require.holds(
        sessions >= 1 && sessions <= Integer.MAX_VALUE,
        "number of sessions",
        sessions,
        "1 to " + Integer.MAX_VALUE);
    Require.holds(requests >= 1, "number of requests", requests, "at least 1");
    this.load = load;
    this.sessions = sessions;
    this.requests = requests;
    this.streams = streams;
    clock = new ArrivalClock(load.sessionArrivals(), streams, "workload/");
    prompts = streams.stream("workload/system-prompts");
    shuffling = streams.stream("workload/outlines");
    deck = new int[load.contexts().outlines()];
    for (int i = 0; i < deck.length; i++) {
      deck[i] = i;
    }
    popularity = new Zipf(load.systemPrompts().skew(), load.systemPrompts().count());
    current = new GeneratedSession(load, -1, 0, 0, 0, streams.stream("workload/no-session"));
  }

  @Override
  public boolean advance() throws TraceException {
    if (exhausted || emitted == requests) {
      return false;
    }
    if (emitted == 0) {
      nextStartPicos = clock.nextPicos();
    } else if (current.next()) {
      active.add(current);
    }
    while (started < sessions && (active.isEmpty() || active.peek().picos() >= nextStartPicos)) {
      start();
    }
    GeneratedSession earliest = active.poll();
    if (earliest == null) {
      exhausted = true;
      return false;
    }
    current = earliest;
    if (current.picos() < 0) {
      throw new TraceException(
          "generated sessions: request "
              + emitted
              + " arrives after 106 days, beyond a clock of picoseconds; ask for fewer sessions");
    }
    current.emit(emitted++);
    anyLater |= current.turn() > 0;
    return true;
  }

  private void start() throws TraceException {
    int number = (int) started++;
    int prompt = popularity.next(prompts) - 1;
    RandomStream stream = streams.stream("workload/session/" + number);
    GeneratedSession session =
        new GeneratedSession(load, number, outline(number), prompt, nextStartPicos, stream);
    session.next();
    active.add(session);
    nextStartPicos = started < sessions ? clock.nextPicos() : Long.MAX_VALUE;
  }

  /** The outline of a session: shuffled like a deck of cards, each comes once a round. */
  private int outline(int session) {
    int card = session % deck.length;
    for (int i = deck.length - 1; card == 0 && i > 0; i--) {
      int other = (int) shuffling.nextLong(i + 1L);
      int swapped = deck[i];
      deck[i] = deck[other];
      deck[other] = swapped;
    }
    return deck[card];
  }

  /** A whole length of at least 1 token that can still be added to another. */
  static int tokens(double length) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE / 2, Math.round(length)));
  }

  @Override
  public long arrivalPicos() {
    return current.picos();
  }

  @Override
  public int inputTokens() {
    return current.inputTokens();
  }

  @Override
  public int outputTokens() {
    return current.outputTokens();
  }

  @Override
  public int sessionId() {
    return current.number();
  }

  @Override
  public int turn() {
    return current.turn();
  }

  @Override
  public long previousRequest() {
    return load.closedLoop() ? current.previousRequest() : -1;
  }

  @Override
  public long delayPicos() {
    return previousRequest() < 0 ? 0 : current.pausePicos();
  }

  @Override
  public Waiting waiting() {
    return load.closedLoop() ? Waiting.FROM_NOMINAL_TIME : Waiting.NEVER;
  }

  @Override
  public boolean mattered(ReadingChoice choice) {
    return choice == ReadingChoice.OPEN_LOOP && load.closedLoop() && anyLater;
  }

  @Override
  public int blockTokens() {
    return load.blockTokens();
  }

  @Override
  public int prefixRuns() {
    return current.chain().runs();
  }

  @Override
  public long prefixRunStart(int run) {
    return current.chain().start(run);
  }

  @Override
  public int prefixRunLength(int run) {
    return current.chain().length(run);
  }

  @Override
  public SourceCounts counts() {
    // Only sessions that imitate a trace are less like it for not being whole.
    int cut = load.contexts().outlines() > 1 ? active.size() : 0;
    Map<String, Long> noted = cut == 0 ? Map.of() : Map.of(SESSION_UNFINISHED, (long) cut);
    return new SourceCounts(emitted, emitted, Map.of(), noted);
  }

  @Override
  public String description() {
    SystemPrompts shared = load.systemPrompts();
    return String.format(
        Locale.ROOT,
        "generated sessions: %s, %s, %s",
        sessions == Integer.MAX_VALUE
            ? String.format(Locale.ROOT, "%d requests", requests)
            : String.format(Locale.ROOT, "%d sessions", sessions),
        load.closedLoop() ? "closed loop" : "open loop",
        shared.tokens() == 0
            ? "no system prompts"
            : String.format(
                Locale.ROOT, "%d system prompts of %d tokens", shared.count(), shared.tokens()));
  }

  @Override
  public void close() {
    // holds nothing
  }
}
