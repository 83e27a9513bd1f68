package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import tools.jackson.core.JsonToken;

/**
 * LLMServingSim's JSON lines: {@code input_toks}, {@code output_toks} and {@code arrival_time_ns},
 * or a session of {@code sub_requests}, each of which begins {@code tool_duration_ns} after the one
 * before has finished; and its records of measured vLLM runs, with {@code arrival_time} in seconds.
 * Lengths are whole prompts.
 *
 * <p>Source: casys-kaist/LLMServingSim, workloads/ and bench/ (2026).
 */
final class LlmServingSimRows extends JsonRows {

  private static final Set<String> FURTHER =
      Set.of(
          "input_tok_ids",
          "output_tok_ids",
          "request_id",
          "queued_ts",
          "scheduled_ts",
          "first_token_ts",
          "last_token_ts");

  private static final int NANOS = 1;
  private static final int INPUT = 2;
  private static final int OUTPUT = 4;
  private static final int SESSION = 8;
  private static final int TURNS = 16;
  private static final int SECONDS = 32;
  private static final int PAUSE = 64;

  private final Turns arrivals;
  private final SessionBook book = new SessionBook();
  private String name = "";
  private long rowNumber;
  private int clocks;
  private int subs;
  private int nextSub;
  private int[] subInput = new int[8];
  private int[] subOutput = new int[8];
  private long[] subPause = new long[8];

  LlmServingSimRows(TraceInput input, Turns arrivals) {
    super(input);
    this.arrivals = arrivals;
  }

  @Override
  int fieldOf(String field) {
    return switch (field) {
      case "arrival_time_ns" -> NANOS;
      case "arrival_time" -> SECONDS;
      case "input_toks" -> INPUT;
      case "output_toks" -> OUTPUT;
      case "session_id" -> SESSION;
      case "sub_requests" -> TURNS;
      default -> 0;
    };
  }

  @Override
  void begin() throws TraceException {
    super.begin();
    timeGiven = true;
    name = "";
    subs = 0;
    nextSub = 0;
    session = -1;
    turn = 0;
    previousRow = -1;
    delayPicos = 0;
  }

  @Override
  boolean isOfFormat(String name) {
    return FURTHER.contains(name);
  }

  @Override
  void read(int which, String field) throws IOException {
    switch (which) {
      case NANOS -> readTime(field, -9);
      case SECONDS -> readTime(field, 0);
      case INPUT -> inputTokens = readTokens(field);
      case OUTPUT -> outputTokens = readTokens(field);
      case SESSION -> name = readText(field);
      default -> readTurns(field);
    }
  }

  private void readTurns(String field) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw defect(line, field, shown(), "is not an array of requests; repair or remove the row");
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw defect(line, field, shown(), "is not a request; repair or remove the row");
      }
      readTurn();
    }
    if (subs == 0) {
      throw defect(line, field, "[]", "has no request; remove the row");
    }
  }

  private void readTurn() throws IOException {
    if (subs == subInput.length) {
      subInput = Arrays.copyOf(subInput, subs * 2);
      subOutput = Arrays.copyOf(subOutput, subs * 2);
      subPause = Arrays.copyOf(subPause, subs * 2);
    }
    int seen = 0;
    subPause[subs] = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "input_toks" -> {
          seen = once(seen, INPUT, field);
          subInput[subs] = readTokens(field);
        }
        case "output_toks" -> {
          seen = once(seen, OUTPUT, field);
          subOutput[subs] = readTokens(field);
        }
        case "tool_duration_ns" -> {
          seen = once(seen, PAUSE, field);
          subPause[subs] = readDuration(field, -9);
        }
        default -> passOver(field);
      }
    }
    require(seen, INPUT, "sub_requests.input_toks");
    require(seen, OUTPUT, "sub_requests.output_toks");
    subs++;
    requireFew(subs, "sub_requests");
  }

  @Override
  void end(int seen) throws TraceException {
    if ((seen & (NANOS | SECONDS)) == 0) {
      throw missing("arrival_time_ns");
    }
    int clock = seen & (NANOS | SECONDS);
    if (clock == (NANOS | SECONDS) || (clocks != 0 && clocks != clock)) {
      throw defect(
          line,
          "arrival_time",
          "",
          "and arrival_time_ns are of clocks with different zeros; keep one of them in a file");
    }
    clocks = clock;
    if ((seen & TURNS) != 0 && (seen & (INPUT | OUTPUT)) != 0) {
      throw defect(line, "sub_requests", "", "stand beside lengths of the row; remove either");
    }
    if ((seen & TURNS) == 0) {
      require(seen, INPUT, "input_toks");
      require(seen, OUTPUT, "output_toks");
      rowNumber++;
      return;
    }
    int chain = name.isEmpty() ? book.anonymous() : book.number(name);
    takeTurn(chain);
  }

  @Override
  boolean more() {
    if (nextSub == subs) {
      return false;
    }
    timeGiven = false;
    setTime(seconds, picos, subPause[nextSub - 1]);
    waitFor(book.lastRow[session], subPause[nextSub - 1], arrivals);
    takeTurn(session);
    return true;
  }

  private void takeTurn(int chain) {
    inputTokens = subInput[nextSub];
    outputTokens = subOutput[nextSub++];
    book.enter(this, chain, rowNumber++);
  }

  @Override
  boolean mayWait() {
    return true;
  }

  @Override
  String timeField() {
    return "arrival_time_ns";
  }

  @Override
  String inputField() {
    return "input_toks";
  }

  @Override
  String outputField() {
    return "output_toks";
  }

  @Override
  String format() {
    return "LLMServingSim trace";
  }
}
