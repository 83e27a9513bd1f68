package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;
import tools.jackson.core.JsonToken;

/** One entry of an agentic session as it is read: a request, or a subagent with requests inside. */
final class AgenticRequest {

  private static final int NOT_GIVEN = -1;
  private static final int TIME = 1;
  private static final int INPUT = 2;
  private static final int OUTPUT = 4;

  private final AgenticRows rows;
  private final int index;
  private boolean subagent;
  private int seen;

  long timePicos;
  int inputTokens;
  int outputTokens;
  long thinkPicos = NOT_GIVEN;
  long apiPicos = NOT_GIVEN;

  /**
   * An empty entry.
   *
   * @param index number of the request within its session, for messages
   */
  AgenticRequest(AgenticRows rows, int index) {
    this.rows = rows;
    this.index = index;
  }

  boolean isSubagent() {
    return subagent;
  }

  /**
   * Reads the entry at the cursor.
   *
   * @param entryPicos time of the subagent that it belongs to; -1 for none
   */
  void read(long entryPicos) throws IOException {
    rows.runs = 0;
    while (rows.parser.nextToken() != JsonToken.END_OBJECT) {
      String field = rows.parser.currentName();
      rows.parser.nextToken();
      readMember(field, entryPicos);
    }
  }

  private void readMember(String field, long entryPicos) throws IOException {
    boolean given = rows.parser.currentToken() != JsonToken.VALUE_NULL;
    switch (field) {
      case "t" -> {
        timePicos = Math.max(0, entryPicos) + rows.readDuration(field, 0);
        seen |= TIME;
      }
      case "in" -> {
        inputTokens = rows.readTokens(field);
        seen |= INPUT;
      }
      case "out" -> {
        outputTokens = rows.readTokens(field);
        seen |= OUTPUT;
      }
      case "think_time" -> thinkPicos = given ? rows.readDuration(field, 0) : NOT_GIVEN;
      case "api_time" -> apiPicos = given ? rows.readDuration(field, 0) : NOT_GIVEN;
      case "hash_ids" -> rows.readBlocks(field);
      case "hash_runs" -> rows.readRuns(field);
      case "requests" -> {
        if ((seen & TIME) == 0 || entryPicos >= 0) {
          throw rows.defect(
              rows.line, field, "", "of a subagent need its t before them, and no subagent around");
        }
        subagent = true;
        rows.readSubagent(field, timePicos);
      }
      default -> rows.parser.skipChildren();
    }
  }

  /**
   * Refuses a request that lacks a member, whose blocks do not fit its length, or that comes before
   * the one above it.
   */
  void check(int blockTokens, long latestPicos) throws TraceException {
    if (seen != (TIME | INPUT | OUTPUT)) {
      throw rows.defect(
          rows.line, "request " + index, "", "lacks t, in or out; repair or remove the session");
    }
    if (timePicos < latestPicos) {
      throw rows.defect(
          rows.line,
          "request " + index + " t",
          timePicos * 1e-12 + " s",
          "is before the request above it, at " + latestPicos * 1e-12 + " s; repair the session");
    }
    if (blockTokens == 0) {
      throw rows.missing("block_size (before requests)");
    }
    long blocks = rows.blockCount();
    long whole = Math.max(0, inputTokens) / blockTokens;
    if (blocks > 0 && (blocks < whole || blocks > whole + 1)) {
      throw rows.defect(
          rows.line,
          "request " + index + " hash_ids",
          blocks + " ids",
          "do not match in " + inputTokens + " with blocks of " + blockTokens + " tokens");
    }
  }

  /** Copies the block runs read into arrays: start, length, start, length, ... */
  long[] runs() {
    long[] runs = new long[rows.runs * 2];
    for (int run = 0; run < rows.runs; run++) {
      runs[run * 2] = rows.runStart[run];
      runs[run * 2 + 1] = rows.runLength[run];
    }
    return runs;
  }
}
