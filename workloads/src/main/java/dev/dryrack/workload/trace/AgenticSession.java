package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The requests of one agentic session, handed out by time. Ordered by the time of its next request,
 * then by session.
 */
final class AgenticSession implements Comparable<AgenticSession> {

  private static final int NONE = -1;

  private final int number;
  private final long startPicos;
  private final long line;
  private final List<Entry> entries = new ArrayList<>();
  private Entry[] byOrder = new Entry[0];
  private int next;

  /** Subagents so far, and the one being read; 0 for none. */
  private int subagents;

  private int subagent;
  private long runs;
  private boolean localIds;

  private static final class Entry {
    private int order;
    private long timePicos;
    private int inputTokens;
    private int outputTokens;
    private int previous;
    private long delayPicos;
    private boolean estimated;
    private boolean beginsSubagent;
    private int subagent;
    private long thinkPicos;
    private long apiPicos;
    private long[] runs = new long[0];
    private long row = NONE;
  }

  AgenticSession(int number, long startPicos, long line) {
    this.number = number;
    this.startPicos = startPicos;
    this.line = line;
  }

  /** Number of requests so far. */
  int index() {
    return entries.size();
  }

  /** Runs of blocks of all requests so far. */
  long runs() {
    return runs;
  }

  void beginSubagent() {
    subagent = ++subagents;
  }

  /** Puts the requests from an index on, which were a subagent's, after its own time. */
  void endSubagent(int from, long timePicos) {
    subagent = 0;
    for (int i = from; i < entries.size(); i++) {
      entries.get(i).timePicos += timePicos;
    }
  }

  void add(AgenticRequest request) {
    Entry entry = new Entry();
    entry.order = entries.size();
    entry.subagent = subagent;
    entry.timePicos = request.timePicos;
    entry.inputTokens = request.inputTokens;
    entry.outputTokens = request.outputTokens;
    entry.thinkPicos = request.thinkPicos;
    entry.apiPicos = Math.max(0, request.apiPicos);
    entry.runs = request.runs();
    runs += entry.runs.length / 2;
    entries.add(entry);
  }

  /** Refuses a request whose blocks do not match its length. */
  void check(AgenticRows rows, int blockTokens) throws TraceException {
    for (Entry entry : entries) {
      long blocks = 0;
      for (int i = 1; i < entry.runs.length; i += 2) {
        blocks += entry.runs[i];
      }
      long whole = Math.max(0, entry.inputTokens) / blockTokens;
      if (blocks > 0 && (blocks < whole || blocks > whole + 1)) {
        throw rows.defect(
            line,
            "request " + entry.order + " hash_ids",
            blocks + " ids",
            "do not match in " + entry.inputTokens + " with blocks of " + blockTokens + " tokens");
      }
    }
  }

  /** Decides what each request waits for, and puts them in order of time. */
  void finish(boolean idsAreLocal) {
    localIds = idsAreLocal;
    link();
    // An entry may only wait for one that comes before it in time.
    for (Entry entry : entries) {
      while (entry.previous != NONE && isAfter(entries.get(entry.previous), entry)) {
        entry.previous = entries.get(entry.previous).previous;
      }
    }
    byOrder = entries.toArray(new Entry[0]);
    entries.sort(Comparator.comparingLong((Entry e) -> e.timePicos).thenComparingInt(e -> e.order));
  }

  private void link() {
    int lastMain = NONE;
    int lastInner = NONE;
    int blocking = NONE; // the request that the parent waits for, of those since its last
    int before = 0;
    for (Entry entry : entries) {
      if (entry.subagent != before) {
        if (lastInner != NONE && (blocking == NONE || end(lastInner) > end(blocking))) {
          blocking = lastInner;
        }
        lastInner = NONE;
        before = entry.subagent;
      }
      if (entry.subagent > 0) {
        entry.beginsSubagent = lastInner == NONE;
        follow(entry, lastInner == NONE ? lastMain : lastInner, lastInner != NONE);
        lastInner = entry.order;
      } else {
        boolean blocked = blocking != NONE && entries.get(blocking).timePicos <= entry.timePicos;
        follow(entry, blocked ? blocking : lastMain, !blocked);
        lastMain = entry.order;
        blocking = NONE;
      }
    }
  }

  private long end(int index) {
    return entries.get(index).timePicos + entries.get(index).apiPicos;
  }

  /** Decides after which request an entry comes, and how long after. */
  private void follow(Entry entry, int previous, boolean thinkCounts) {
    entry.previous = previous;
    if (previous == NONE) {
      return;
    }
    if (thinkCounts && entry.thinkPicos >= 0) {
      entry.delayPicos = entry.thinkPicos;
      return;
    }
    entry.estimated = entries.get(previous).apiPicos == 0;
    entry.delayPicos = Math.max(0, entry.timePicos - end(previous));
  }

  private static boolean isAfter(Entry one, Entry other) {
    return one.timePicos > other.timePicos
        || (one.timePicos == other.timePicos && one.order > other.order);
  }

  boolean isDone() {
    return next == entries.size();
  }

  long nextPicos() {
    return startPicos + entries.get(next).timePicos;
  }

  /** Puts the next request into a row. */
  void take(AgenticRows row, long rowNumber, Turns turns) {
    Entry entry = entries.get(next);
    long time = startPicos + entry.timePicos;
    row.seconds = time / Decimals.PICOS_PER_SECOND;
    row.picos = time % Decimals.PICOS_PER_SECOND;
    row.inputTokens = entry.inputTokens;
    row.outputTokens = entry.outputTokens;
    row.line = line;
    row.session = number;
    row.turn = next++;
    row.previousRow = -1;
    row.delayPicos = 0;
    row.remarks = entry.beginsSubagent ? RowTally.SUBAGENT : 0;
    row.dropReason = -1;
    if (entry.previous != NONE) {
      row.waitFor(byOrder[entry.previous].row, entry.delayPicos, turns);
      boolean estimated = entry.estimated && row.previousRow >= 0;
      row.remarks |= estimated ? RowTally.PAUSE_ESTIMATED : 0;
    }
    entry.row = rowNumber;
    row.runs = 0;
    for (int i = 0; i < entry.runs.length; i += 2) {
      long start = localIds ? SessionPrefixes.privateBlock(number, entry.runs[i]) : entry.runs[i];
      row.addRun(start, (int) entry.runs[i + 1]);
    }
    entry.runs = new long[0];
  }

  @Override
  public int compareTo(AgenticSession other) {
    int byTime = Long.compare(nextPicos(), other.nextPicos());
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
