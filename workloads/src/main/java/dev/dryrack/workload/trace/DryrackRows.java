package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;

/**
 * dryrack's own JSON lines, which hold all that a request source knows: {@code arrival_s}, {@code
 * input_tokens} of the whole prompt, {@code output_tokens}; where there are any, {@code session} (a
 * name) and {@code turn}, {@code after} (the row, from 0, whose end the request waits for) with
 * {@code delay_s}, and {@code block_tokens} with {@code prefix_runs: [[start, count], ...]}.
 */
final class DryrackRows extends JsonRows {

  private static final int ARRIVAL = 1;
  private static final int INPUT = 2;
  private static final int OUTPUT = 4;
  private static final int SESSION = 8;
  private static final int TURN = 16;
  private static final int AFTER = 32;
  private static final int DELAY = 64;
  private static final int BLOCK = 128;
  private static final int RUNS = 256;

  private final TraceOptions options;
  private final SessionBook book = new SessionBook();
  private int blockTokens;
  private long rowNumber;
  private long after;
  private long delay;
  private int givenTurn;

  DryrackRows(TraceInput input, TraceOptions options) {
    super(input);
    this.options = options;
  }

  @Override
  int fieldOf(String name) {
    return switch (name) {
      case "arrival_s" -> ARRIVAL;
      case "input_tokens" -> INPUT;
      case "output_tokens" -> OUTPUT;
      case "session" -> SESSION;
      case "turn" -> TURN;
      case "after" -> AFTER;
      case "delay_s" -> DELAY;
      case "block_tokens" -> BLOCK;
      case "prefix_runs" -> RUNS;
      default -> 0;
    };
  }

  @Override
  void begin() throws TraceException {
    super.begin();
    session = -1;
    after = -1;
    delay = 0;
    givenTurn = 0;
  }

  @Override
  boolean isOfFormat(String name) {
    return false;
  }

  @Override
  void read(int which, String field) throws IOException {
    switch (which) {
      case ARRIVAL -> readTime(field, 0);
      case INPUT -> inputTokens = readTokens(field);
      case OUTPUT -> outputTokens = readTokens(field);
      case SESSION -> session = book.number(readText(field));
      case TURN -> givenTurn = readTokens(field);
      case AFTER -> after = readTokens(field);
      case DELAY -> delay = readDuration(field, 0);
      case BLOCK -> readBlockTokens(field);
      default -> readRuns(field);
    }
  }

  private void readBlockTokens(String field) throws TraceException {
    int tokens = readTokens(field);
    int known = blockTokens == 0 ? options.blockTokens() : blockTokens;
    if (tokens < 1 || tokens > 1 << 20 || (known != 0 && known != tokens)) {
      throw defect(
          line,
          field,
          Integer.toString(tokens),
          known == 0 ? "is not a block size" : "differs from " + known + " before or asked for");
    }
    blockTokens = tokens;
  }

  @Override
  void end(int seen) throws TraceException {
    require(seen, ARRIVAL, "arrival_s");
    require(seen, INPUT, "input_tokens");
    require(seen, OUTPUT, "output_tokens");
    if ((seen & RUNS) != 0) {
      if (blockTokens == 0) {
        throw missing("block_tokens");
      }
      checkBlocks(blockTokens);
    }
    if ((seen & (DELAY | AFTER)) == DELAY) {
      throw defect(line, "delay_s", "", "stands without after, the row it counts from; repair");
    }
    if ((seen & (TURN | SESSION)) == TURN) {
      throw defect(line, "turn", "", "stands without its session; repair");
    }
    previousRow = -1;
    delayPicos = 0;
    if ((seen & AFTER) != 0) {
      if (after < 0 || after >= rowNumber) {
        throw defect(line, "after", Long.toString(after), "names no row before this one; repair");
      }
      waitFor(after, delay, options.turns());
    }
    turn = givenTurn;
    rowNumber++;
  }

  @Override
  boolean mayWait() {
    return true;
  }

  @Override
  int blockTokens() {
    return blockTokens;
  }

  @Override
  String timeField() {
    return "arrival_s";
  }

  @Override
  String inputField() {
    return "input_tokens";
  }

  @Override
  String outputField() {
    return "output_tokens";
  }

  @Override
  String format() {
    return "dryrack trace";
  }
}
