package dev.dryrack.workload.trace;

import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/**
 * The rows of a trace in file order, one at a time, as they stand in the file: no policy applied.
 * After {@link #next} the fields hold the row. An implementation allocates nothing per row where
 * its format allows.
 */
abstract class TraceRows implements Closeable {

  /** Time of the row: whole seconds since an origin of the format, and picoseconds within. */
  long seconds;

  long picos;

  /** Whether the file gives the time, and it does not follow from that of another row. */
  boolean timeGiven = true;

  /** Lengths as given: 0 and below are possible, beyond an int is not. */
  int inputTokens;

  int outputTokens;

  /** Line on which the row begins, from 1. */
  long line;

  /** Dense session number, -1 for none. */
  int session = -1;

  int turn;

  /** Row (from 0, over all rows handed out) whose end this one waits for; -1 for none. */
  long previousRow = -1;

  long delayPicos;

  /** Whether a row so far waits for another, or would but for an open loop. */
  boolean anyWaits;

  /** Reason in {@link RowTally} why the row is no request; -1 if it is one. */
  int dropReason = -1;

  /** Remarks in {@link RowTally} that the row carries, as bits. */
  int remarks;

  /** Columns or members, not of the format, that rows read so far have. */
  final UnknownFields unknown = new UnknownFields();

  /** Block ids of the prompt, as runs of consecutive ids. */
  int runs;

  long[] runStart = new long[4];
  int[] runLength = new int[4];

  /** Moves to the next row; false at the end. */
  abstract boolean next() throws IOException;

  /** Where a value stands, for messages. */
  abstract TraceException defect(long line, String field, String value, String message);

  abstract String timeField();

  abstract String inputField();

  abstract String outputField();

  /** Tokens per prefix block; 0 if the format has none. */
  int blockTokens() {
    return 0;
  }

  /** True if rows name the blocks of prompts; known before the first. */
  boolean namesPrefixes() {
    return blockTokens() > 0;
  }

  /** True if the starts of sessions are as far apart as {@link TraceOptions} say. */
  boolean spacesSessions() {
    return false;
  }

  /** True if rows of the format may wait for other rows. */
  boolean mayWait() {
    return false;
  }

  /** Makes the row wait for another and pause then, unless turns come at times of their own. */
  final void waitFor(long row, long pausePicos, Turns turns) {
    anyWaits = true;
    if (turns == Turns.AS_RECORDED) {
      previousRow = row;
      delayPicos = pausePicos;
    }
  }

  /** Whether a choice may matter, before the first row. */
  boolean mayMatter(ReadingChoice choice) {
    return choice == ReadingChoice.SPEED;
  }

  /** Whether a choice mattered to a row so far, or might have. */
  boolean mattered(ReadingChoice choice) {
    return mayMatter(choice);
  }

  /** True if rows are drawn at random, from {@link TraceOptions#seed}. */
  boolean isDrawn() {
    return false;
  }

  /** What the trace is, for people. */
  abstract String format();

  /** Appends one block id to the runs. */
  final void addBlock(long id) {
    if (runs > 0 && runStart[runs - 1] + runLength[runs - 1] == id) {
      runLength[runs - 1]++;
      return;
    }
    addRun(id, 1);
  }

  final void addRun(long start, int length) {
    if (runs == runStart.length) {
      runStart = Arrays.copyOf(runStart, runs * 2);
      runLength = Arrays.copyOf(runLength, runs * 2);
    }
    runStart[runs] = start;
    runLength[runs++] = length;
  }

  final long blockCount() {
    long blocks = 0;
    for (int run = 0; run < runs; run++) {
      blocks += runLength[run];
    }
    return blocks;
  }

  /** Cuts the prompt, and its blocks with it, to a number of tokens. */
  final void truncateInput(int tokens) {
    inputTokens = tokens;
    if (blockTokens() == 0) {
      return;
    }
    long left = (tokens + (long) blockTokens() - 1) / blockTokens();
    int kept = 0;
    while (kept < runs && left > 0) {
      runLength[kept] = (int) Math.min(runLength[kept], left);
      left -= runLength[kept++];
    }
    runs = kept;
  }
}
