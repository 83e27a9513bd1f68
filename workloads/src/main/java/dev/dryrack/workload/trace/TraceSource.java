package dev.dryrack.workload.trace;

import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.SessionSource;
import dev.dryrack.workload.SourceCounts;
import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.trace.TraceOptions.BadLength;
import dev.dryrack.workload.trace.TraceOptions.OverContext;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.io.IOException;
import java.util.Locale;

/**
 * The requests of a trace under the policies of {@link TraceOptions}: rows are checked, put in
 * order within a bounded window, cut to the time window, and moved so that the first request
 * arrives at 0.
 *
 * <p>Every row read leaves as a request or under a named reason; rows still held in the window do
 * not count as read yet, nor does the one at which reading stops because the time window ends.
 * Allocates nothing per row itself.
 */
final class TraceSource implements SessionSource {

  /** Longest span of a long of picoseconds, in whole seconds (106 days). */
  private static final long MAX_SECONDS = Long.MAX_VALUE / Decimals.PICOS_PER_SECOND - 1;

  private final TraceRows rows;
  private final TraceOptions options;
  private final String name;
  private final RowTally tally = new RowTally();
  private final ReorderWindow window;
  private final TurnOrdinals ordinals = new TurnOrdinals();

  private boolean exhausted;
  private boolean finished;
  private long rowsRead;
  private long emitted;

  /** The next id for a block that no file names: beyond those of sessions. */
  private long furtherBlock = 1L << 55;

  private long originSeconds;
  private long originPicos;
  private long lastSeconds;
  private long lastPicos;
  private long latestSeconds = Long.MIN_VALUE;
  private long latestPicos;
  private boolean started;
  private long baseElapsedPicos;

  private long arrivalPicos;
  private int inputTokens;
  private int outputTokens;
  private int slot;

  TraceSource(String name, TraceRows rows, TraceOptions options) {
    this.name = name;
    this.rows = rows;
    this.options = options;
    this.window = new ReorderWindow(options.reorderRows());
    if (closedLoop()) {
      ordinals.record();
    }
  }

  private boolean closedLoop() {
    return rows.mayWait() && options.turns() == Turns.AS_RECORDED;
  }

  @Override
  public boolean advance() throws IOException {
    if (finished || emitted == options.firstRequests()) {
      return false;
    }
    while (true) {
      fillWindow();
      if (window.size() == 0) {
        finished = true;
        return false;
      }
      int next = window.remove();
      long elapsedPicos = elapsed(next);
      if (elapsedPicos < options.startOffsetPicos()) {
        tally.drop(RowTally.BEFORE_WINDOW);
        ordinals.dropped(window.row[next], window.previousRow[next]);
      } else if (elapsedPicos >= options.endOffsetPicos()
          && options.endOffsetPicos() != Long.MAX_VALUE) {
        tally.note(RowTally.STOPPED_AT_END);
        rowsRead--;
        finished = true;
        return false;
      } else {
        emit(next, elapsedPicos);
        return true;
      }
    }
  }

  private void fillWindow() throws IOException {
    while (!exhausted && !window.isFull()) {
      if (!rows.next()) {
        exhausted = true;
        return;
      }
      long row = rowsRead++;
      if (accept()) {
        window.add(rows, row);
        if (rows.timeGiven) {
          remarkOrder();
        }
      } else {
        ordinals.dropped(row, rows.previousRow);
      }
    }
  }

  /** Remarks a row whose given time is before one that a row above it has. */
  private void remarkOrder() {
    if (rows.seconds < latestSeconds
        || (rows.seconds == latestSeconds && rows.picos < latestPicos)) {
      tally.note(RowTally.OUT_OF_ORDER);
    } else {
      latestSeconds = rows.seconds;
      latestPicos = rows.picos;
    }
  }

  /** Applies the policies on lengths to the row just read; false if it is dropped. */
  private boolean accept() throws TraceException {
    tally.note(rows.remarks);
    if (rows.dropReason >= 0) {
      tally.drop(rows.dropReason);
      return false;
    }
    if (rows.inputTokens <= 0
        && !acceptBad(rows.inputTokens, rows.inputField(), RowTally.ZERO_INPUT)) {
      return false;
    }
    if (rows.outputTokens <= 0
        && !acceptBad(rows.outputTokens, rows.outputField(), RowTally.ZERO_OUTPUT)) {
      return false;
    }
    int least = options.zeroLengths() == BadLength.KEEP ? 0 : 1;
    rows.inputTokens = Math.max(rows.inputTokens < 0 ? 1 : least, rows.inputTokens);
    rows.outputTokens = Math.max(rows.outputTokens < 0 ? 1 : least, rows.outputTokens);
    scaleLengths();
    int limit = options.contextLimitTokens();
    if ((long) rows.inputTokens + rows.outputTokens <= limit) {
      return true;
    }
    int room = limit - rows.outputTokens;
    if (options.overContext() == OverContext.DROP || room < 1) {
      tally.drop(RowTally.OVER_CONTEXT);
      return false;
    }
    tally.note(RowTally.INPUT_TRUNCATED);
    rows.truncateInput(room);
    return true;
  }

  private void scaleLengths() {
    if (options.inputScale() != 1) {
      int whole = rows.inputTokens;
      rows.inputTokens = scaled(whole, options.inputScale());
      if (rows.inputTokens < whole) {
        rows.truncateInput(rows.inputTokens);
      } else if (rows.runs > 0) {
        addBlocks(whole);
      }
    }
    if (options.outputScale() != 1) {
      rows.outputTokens = scaled(rows.outputTokens, options.outputScale());
    }
  }

  /** Names the blocks of a prompt that was made longer: those behind its own are nobody else's. */
  private void addBlocks(int wholeTokens) {
    int block = rows.blockTokens();
    long named = rows.blockCount();
    boolean namesTheLast = named * block >= wholeTokens;
    long needed =
        namesTheLast
            ? (rows.inputTokens + block - 1L) / block
            : named + rows.inputTokens / block - wholeTokens / block;
    if (needed > named) {
      rows.addRun(furtherBlock, (int) (needed - named));
      furtherBlock += needed - named;
    }
  }

  private static int scaled(int tokens, double factor) {
    long product = Math.round(tokens * factor);
    return tokens == 0 ? 0 : (int) Math.max(1, Math.min(Integer.MAX_VALUE, product));
  }

  private boolean acceptBad(int tokens, String field, int zeroReason) throws TraceException {
    BadLength policy = tokens == 0 ? options.zeroLengths() : options.negativeLengths();
    return switch (policy) {
      case DROP -> {
        tally.drop(tokens == 0 ? zeroReason : zeroReason + RowTally.NEGATIVE);
        yield false;
      }
      case CLAMP_TO_ONE -> {
        tally.note(RowTally.LENGTH_CLAMPED);
        yield true;
      }
      case KEEP -> true;
      case REFUSE ->
          throw rows.defect(
              rows.line,
              field,
              Integer.toString(tokens),
              "is not a length; repair or remove the row, or drop such rows with --"
                  + (tokens == 0 ? "zero" : "negative")
                  + "-lengths drop");
    };
  }

  /** Time since the first row; checks the order. Saturates where a long ends. */
  private long elapsed(int next) throws TraceException {
    long seconds = window.seconds[next];
    long picos = window.picos[next];
    if (!started) {
      started = true;
      originSeconds = seconds;
      originPicos = picos;
    } else if (seconds < lastSeconds || (seconds == lastSeconds && picos < lastPicos)) {
      long late = lastSeconds - seconds;
      throw rows.defect(
          window.line[next],
          rows.timeField(),
          seconds + "." + String.format(Locale.ROOT, "%012d", picos) + " s",
          "is about "
              + late
              + " s earlier than a row replayed before it, out of reach of the reorder window of "
              + options.reorderRows()
              + " rows; sort the file by time, or raise --reorder-rows");
    }
    lastSeconds = seconds;
    lastPicos = picos;
    long wholeSeconds = seconds - originSeconds;
    if (wholeSeconds < 0 || wholeSeconds > MAX_SECONDS) {
      if (options.startOffsetPicos() == 0) {
        throw tooLong(next);
      }
      return Long.MAX_VALUE;
    }
    return wholeSeconds * Decimals.PICOS_PER_SECOND + (picos - originPicos);
  }

  private TraceException tooLong(int next) {
    return rows.defect(
        window.line[next],
        rows.timeField(),
        window.seconds[next] + " s",
        "is more than 106 days after the first row, beyond a clock of picoseconds;"
            + " replay the trace in parts, such as --end 100d");
  }

  private void emit(int next, long elapsedPicos) throws TraceException {
    if (elapsedPicos == Long.MAX_VALUE) {
      throw tooLong(next);
    }
    if (emitted == 0) {
      baseElapsedPicos = elapsedPicos;
    }
    long sincePicos = elapsedPicos - baseElapsedPicos;
    if (options.speed() == 1.0) {
      arrivalPicos = sincePicos;
    } else {
      double scaled = sincePicos / options.speed();
      if (scaled >= 0x1p63) {
        throw tooLong(next);
      }
      arrivalPicos = Math.round(scaled);
    }
    inputTokens = window.inputTokens[next];
    outputTokens = window.outputTokens[next];
    slot = next;
    ordinals.emitted(window.row[next], window.previousRow[next], emitted);
    if (ordinals.previous() == TurnOrdinals.NOT_SEEN) {
      throw rows.defect(
          window.line[next],
          rows.timeField(),
          window.seconds[next] + " s",
          "is earlier than the turn that this one follows; repair the times of the session");
    }
    emitted++;
  }

  @Override
  public long arrivalPicos() {
    return arrivalPicos;
  }

  @Override
  public int inputTokens() {
    return inputTokens;
  }

  @Override
  public int outputTokens() {
    return outputTokens;
  }

  @Override
  public int sessionId() {
    return window.session[slot];
  }

  @Override
  public int turn() {
    return window.turn[slot];
  }

  @Override
  public long previousRequest() {
    return ordinals.previous();
  }

  @Override
  public long delayPicos() {
    if (ordinals.previous() < 0) {
      return 0;
    }
    long delay = window.delayPicos[slot];
    return options.speed() == 1.0 ? delay : Math.round(delay / options.speed());
  }

  @Override
  public Waiting waiting() {
    return closedLoop() ? Waiting.ANY_TIME : Waiting.NEVER;
  }

  @Override
  public boolean spacesSessions() {
    return rows.spacesSessions();
  }

  @Override
  public boolean mayMatter(ReadingChoice choice) {
    return switch (choice) {
      case OPEN_LOOP -> rows.mayWait();
      case SPREAD -> true;
      default -> rows.mayMatter(choice);
    };
  }

  @Override
  public boolean mattered(ReadingChoice choice) {
    return switch (choice) {
      case OPEN_LOOP -> rows.anyWaits;
      case SPREAD -> true;
      default -> rows.mattered(choice);
    };
  }

  @Override
  public boolean isDrawn() {
    return rows.isDrawn();
  }

  @Override
  public boolean namesPrefixes() {
    return rows.namesPrefixes();
  }

  @Override
  public int blockTokens() {
    return rows.blockTokens();
  }

  @Override
  public int prefixRuns() {
    return window.runs[slot];
  }

  @Override
  public long prefixRunStart(int run) {
    return window.runStart[slot][run];
  }

  @Override
  public int prefixRunLength(int run) {
    return window.runLength[slot][run];
  }

  @Override
  public SourceCounts counts() {
    return tally.counts(rowsRead - window.size(), emitted, rows.unknown);
  }

  @Override
  public String description() {
    boolean scaled = options.inputScale() != 1 || options.outputScale() != 1;
    return name
        + ": "
        + rows.format()
        + (scaled
            ? ", lengths x " + options.inputScale() + " in, x " + options.outputScale() + " out"
            : "");
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
