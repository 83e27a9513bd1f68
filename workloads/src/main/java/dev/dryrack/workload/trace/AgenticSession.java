package dev.dryrack.workload.trace;

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

  /** Last main request; and the last request of the subagent being read. */
  private int lastMain = NONE;

  private int lastInner = NONE;
  private boolean inSubagent;

  /** The request that the parent waits for, of those since the last main one. */
  private int blocking = NONE;

  private boolean localIds;

  private static final class Entry {
    private int order;
    private long timePicos;
    private int inputTokens;
    private int outputTokens;
    private int previous;
    private long delayPicos;
    private boolean estimated;
    private long endPicos;
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

  void beginSubagent() {
    inSubagent = true;
    lastInner = NONE;
  }

  void endSubagent() {
    inSubagent = false;
    if (lastInner != NONE
        && (blocking == NONE || entries.get(lastInner).endPicos > entries.get(blocking).endPicos)) {
      blocking = lastInner;
    }
  }

  void add(AgenticRequest request) {
    int index = entries.size();
    Entry entry = new Entry();
    entry.order = index;
    entry.timePicos = request.timePicos;
    entry.inputTokens = request.inputTokens;
    entry.outputTokens = request.outputTokens;
    entry.endPicos = request.timePicos + Math.max(0, request.apiPicos);
    entry.runs = request.runs();
    entries.add(entry);
    if (inSubagent) {
      follow(entry, lastInner == NONE ? lastMain : lastInner, request, lastInner != NONE);
      lastInner = index;
    } else {
      boolean blocked = blocking != NONE && entries.get(blocking).timePicos <= entry.timePicos;
      follow(entry, blocked ? blocking : lastMain, request, !blocked);
      lastMain = index;
      blocking = NONE;
    }
  }

  /** Decides after which request an entry comes, and how long after. */
  private void follow(Entry entry, int previous, AgenticRequest request, boolean thinkCounts) {
    entry.previous = previous;
    if (previous == NONE) {
      return;
    }
    Entry before = entries.get(previous);
    if (thinkCounts && request.thinkPicos >= 0) {
      entry.delayPicos = request.thinkPicos;
      return;
    }
    entry.estimated = before.endPicos == before.timePicos;
    entry.delayPicos = Math.max(0, entry.timePicos - before.endPicos);
  }

  /** Puts the requests in order of time. */
  void finish(boolean idsAreLocal) {
    localIds = idsAreLocal;
    // An entry may only wait for one that comes before it in time.
    for (Entry entry : entries) {
      while (entry.previous != NONE && isAfter(entries.get(entry.previous), entry)) {
        entry.previous = entries.get(entry.previous).previous;
      }
    }
    byOrder = entries.toArray(new Entry[0]);
    entries.sort(Comparator.comparingLong((Entry e) -> e.timePicos).thenComparingInt(e -> e.order));
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
  void take(AgenticRows row, long rowNumber, boolean closedLoop) {
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
    row.remark = -1;
    row.dropReason = -1;
    if (closedLoop && entry.previous != NONE) {
      row.previousRow = byOrder[entry.previous].row;
      row.delayPicos = entry.delayPicos;
      row.remark = entry.estimated ? RowTally.PAUSE_ESTIMATED : -1;
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
