package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.util.Set;
import tools.jackson.core.JsonToken;

/** One entry of an agentic session as it is read: a request, or a subagent with requests inside. */
final class AgenticRequest {

  private static final int NOT_GIVEN = -1;

  /** Latest time within a session, or a subagent: their sum stays far from the end of a long. */
  private static final long MOST_PICOS = 30L * 86_400 * Decimals.PICOS_PER_SECOND;

  private static final int TIME = 1;
  private static final int INPUT = 2;
  private static final int OUTPUT = 4;
  private static final int THINK = 8;
  private static final int API = 16;
  private static final int BLOCKS = 32;
  private static final int REQUESTS = 64;

  private static final Set<String> TYPES = Set.of("n", "s", "subagent");

  private static final Set<String> FURTHER =
      Set.of(
          "model",
          "input_types",
          "output_types",
          "stop",
          "ttft",
          "agent_id",
          "subagent_type",
          "duration_ms",
          "total_tokens",
          "tool_use_count",
          "status",
          "models",
          "tool_tokens",
          "system_tokens");

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
   * @param inSubagent whether it stands among the requests of a subagent
   */
  void read(boolean inSubagent) throws IOException {
    rows.runs = 0;
    while (rows.parser.nextToken() != JsonToken.END_OBJECT) {
      String field = rows.parser.currentName();
      rows.parser.nextToken();
      readMember(field, inSubagent);
    }
    if (subagent && (seen & (TIME | INPUT | OUTPUT | BLOCKS)) != TIME) {
      throw rows.defect(
          rows.line,
          "request " + index,
          "",
          "is a subagent by its requests, so it needs t, and no in, out or blocks of its own");
    }
  }

  private void readMember(String field, boolean inSubagent) throws IOException {
    boolean given = rows.parser.currentToken() != JsonToken.VALUE_NULL;
    switch (field) {
      case "t" -> {
        seen = rows.once(seen, TIME, field);
        timePicos = rows.readDuration(field, 0);
        if (timePicos > MOST_PICOS) {
          throw rows.defect(
              rows.line, field, rows.shown(), "is not a time of 0 to 30 days; repair the session");
        }
      }
      case "in" -> {
        seen = rows.once(seen, INPUT, field);
        inputTokens = rows.readTokens(field);
      }
      case "out" -> {
        seen = rows.once(seen, OUTPUT, field);
        outputTokens = rows.readTokens(field);
      }
      case "think_time" -> {
        seen = rows.once(seen, THINK, field);
        thinkPicos = given ? rows.readDuration(field, 0) : NOT_GIVEN;
      }
      case "api_time" -> {
        seen = rows.once(seen, API, field);
        apiPicos = given ? rows.readDuration(field, 0) : NOT_GIVEN;
      }
      case "hash_ids" -> {
        seen = rows.once(seen, BLOCKS, field);
        rows.readBlocks(field);
      }
      case "hash_runs" -> {
        seen = rows.once(seen, BLOCKS, field);
        rows.readRuns(field);
      }
      case "requests" -> {
        seen = rows.once(seen, REQUESTS, field);
        if (inSubagent) {
          throw rows.defect(
              rows.line, field, "", "stand within a subagent's, which is not known; repair them");
        }
        subagent = true;
        rows.readSubagent(field);
      }
      case "type" -> {
        String type = given ? rows.readText(field) : "n";
        if (!TYPES.contains(type)) {
          throw rows.defect(
              rows.line,
              field,
              type,
              "is not a kind of request; n, s (streamed) and subagent are: repair or remove it");
        }
      }
      default -> {
        if (!FURTHER.contains(field)) {
          rows.unknown.note("requests." + field);
        }
        rows.parser.skipChildren();
      }
    }
  }

  /** Refuses a request that lacks a member or comes before the one above it. */
  void check(long latestPicos) throws TraceException {
    if ((seen & (TIME | INPUT | OUTPUT)) != (TIME | INPUT | OUTPUT)) {
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
