package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.trace.TraceOptions.TurnInput;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.io.IOException;
import tools.jackson.core.JsonToken;

/**
 * Mooncake's JSON lines ({@code timestamp} in milliseconds, {@code input_length}, {@code
 * output_length} and {@code hash_ids} of blocks of 512 tokens, the last of which may be partial)
 * and AIPerf's superset of them with sessions.
 *
 * <p>Rows of equal {@code session_id} are turns in file order. A turn with a {@code delay} arrives
 * that many milliseconds after the turn before it has finished; one with a {@code timestamp} at
 * that time; one with neither right after the turn before. In AIPerf's meaning the input of a later
 * turn is its new text only, and so are its block ids: the whole prompt then has the file's blocks
 * for the first turn, as far as they are full, and blocks private to the session behind them.
 *
 * <p>{@code "whole_prompt": true}, our own addition, says that a session's row counts the whole
 * prompt.
 *
 * <p>Sources: kvcache-ai/Mooncake, FAST25-release/traces (Qin et al., FAST 2025); ai-dynamo/aiperf,
 * src/aiperf/dataset/loader/models.py (2026).
 */
final class MooncakeRows extends JsonRows {

  private static final int FORMAT_BLOCK_TOKENS = 512;
  private static final int TIME = 1;
  private static final int INPUT = 2;
  private static final int OUTPUT = 4;
  private static final int BLOCKS = 8;
  private static final int SESSION = 16;
  private static final int DELAY = 32;
  private static final int TEXT = 64;
  private static final int WHOLE = 128;

  private final int blockTokens;
  private final TraceOptions options;
  private final SessionBook book = new SessionBook();
  private final SessionPrefixes prefixes;
  private long rowNumber;
  private long latestSeconds;
  private long latestPicos;
  private int named;
  private long delay;
  private boolean anySession;

  MooncakeRows(TraceInput input, TraceOptions options) {
    super(input);
    this.options = options;
    this.blockTokens = options.blockTokens() == 0 ? FORMAT_BLOCK_TOKENS : options.blockTokens();
    this.prefixes = new SessionPrefixes(blockTokens);
  }

  @Override
  int fieldOf(String name) {
    return switch (name) {
      case "timestamp" -> TIME;
      case "input_length" -> INPUT;
      case "output_length" -> OUTPUT;
      case "hash_ids" -> BLOCKS;
      case "session_id" -> SESSION;
      case "delay" -> DELAY;
      case "whole_prompt" -> WHOLE;
      case "text_input", "messages", "payload" -> TEXT;
      default -> 0;
    };
  }

  @Override
  void read(int which, String field) throws IOException {
    switch (which) {
      case TIME -> readTime(field, -3);
      case INPUT -> inputTokens = readTokens(field);
      case OUTPUT -> outputTokens = readTokens(field);
      case BLOCKS -> readBlocks(field);
      case SESSION -> named = book.number(readName(field));
      case DELAY -> delay = readDuration(field, -3);
      case WHOLE -> readWhole(field);
      default -> parser.skipChildren();
    }
  }

  private void readWhole(String field) throws TraceException {
    if (parser.currentToken() != JsonToken.VALUE_TRUE) {
      throw defect(line, field, shown(), "is not true; leave it out where lengths are new text");
    }
  }

  private String readName(String field) throws TraceException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw defect(line, field, shown(), "is not a string; repair or remove the row");
    }
    return parser.getString();
  }

  @Override
  void end(int seen) throws IOException {
    if ((seen & TEXT) != 0 && (seen & INPUT) == 0) {
      throw defect(
          line,
          "text_input, messages or payload",
          "",
          "stands where a length is needed; count its tokens and give input_length");
    }
    require(seen, INPUT, "input_length");
    if ((seen & OUTPUT) == 0) {
      outputTokens = 0;
      dropReason = RowTally.NO_OUTPUT_LENGTH;
    }
    if ((seen & BLOCKS) != 0) {
      checkCoverage();
    }
    previousRow = -1;
    delayPicos = 0;
    if ((seen & SESSION) == 0) {
      placeAlone(seen);
    } else {
      anySession = true;
      placeTurn(seen);
    }
    rowNumber++;
  }

  private void placeAlone(int seen) {
    if ((seen & TIME) == 0) {
      untimed();
    }
    latestSeconds = seconds;
    latestPicos = picos;
    session = -1;
    turn = 0;
  }

  private void untimed() {
    remark = RowTally.UNTIMED;
    seconds = latestSeconds;
    picos = latestPicos;
  }

  private void placeTurn(int seen) throws TraceException {
    boolean later = book.turns[named] > 0;
    boolean timed = (seen & TIME) != 0;
    if (later && (!timed || (seen & DELAY) != 0)) {
      long pause = (seen & DELAY) != 0 ? delay : 0;
      if (!timed) {
        setTime(book.lastSeconds[named], book.lastPicos[named], pause);
      }
      if (options.turns() == Turns.AS_RECORDED) {
        previousRow = book.lastRow[named];
        delayPicos = pause;
      }
    } else if (!timed) {
      untimed();
    }
    if (!later) {
      latestSeconds = seconds;
      latestPicos = picos;
    }
    boolean whole =
        options.turnInput() == TurnInput.WHOLE_PROMPT
            || (options.turnInput() == TurnInput.OF_FORMAT && (seen & WHOLE) != 0);
    if (!whole && dropReason < 0) {
      addHistory(later);
    }
    book.enter(this, named, rowNumber);
  }

  /** Makes the prompt whole: all earlier inputs and outputs and the new tokens. */
  private void addHistory(boolean later) throws TraceException {
    long whole = book.contextTokens[named] + inputTokens;
    if (whole != (int) whole) {
      throw defect(line, "input_length", whole + " with its history", "is beyond 2147483647");
    }
    if (!later) {
      prefixes.remember(this, named);
    } else if (inputTokens > 0) {
      inputTokens = (int) whole;
      prefixes.extend(this, named);
    }
  }

  /** The ids must cover the prompt, but for a partial last block that may be left out. */
  private void checkCoverage() throws TraceException {
    long blocks = blockCount();
    long whole = inputTokens / blockTokens;
    if (inputTokens > 0 && (blocks < whole || blocks > whole + 1)) {
      throw defect(
          line,
          "hash_ids",
          blocks + " ids",
          "do not match input_length "
              + inputTokens
              + " with blocks of "
              + blockTokens
              + " tokens; repair the row, or convert the trace with 'dryrack trace convert"
              + " --trace-block-size'");
    }
  }

  @Override
  boolean mayWait() {
    return options.turns() == Turns.AS_RECORDED;
  }

  @Override
  int blockTokens() {
    return blockTokens;
  }

  @Override
  String timeField() {
    return "timestamp";
  }

  @Override
  String inputField() {
    return "input_length";
  }

  @Override
  String outputField() {
    return "output_length";
  }

  @Override
  String format() {
    return anySession ? "AIPerf trace with sessions" : "Mooncake trace";
  }
}
