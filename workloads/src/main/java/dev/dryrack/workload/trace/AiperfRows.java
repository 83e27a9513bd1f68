package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.trace.TraceOptions.TurnInput;
import dev.dryrack.workload.trace.TraceOptions.Turns;

/**
 * What the inputs of AIPerf have in common: turns of named sessions in file order. A turn with a
 * delay arrives that long after the turn before it has finished; one with a time at that time; one
 * with neither right after the turn before. Where a later turn brings new text only, the whole
 * prompt has the file's blocks for the first turn, as far as they are full, and blocks private to
 * the session behind them.
 *
 * <p>Source: ai-dynamo/aiperf, src/aiperf/dataset/loader/models.py (2026).
 */
abstract class AiperfRows extends JsonRows {

  private static final int FORMAT_BLOCK_TOKENS = 512;

  private final int blockTokens;
  private final SessionPrefixes prefixes;
  private long latestSeconds;
  private long latestPicos;

  final TraceOptions options;
  final SessionBook book = new SessionBook();
  long rowNumber;

  AiperfRows(TraceInput input, TraceOptions options) {
    super(input);
    this.options = options;
    this.blockTokens = options.blockTokens() == 0 ? FORMAT_BLOCK_TOKENS : options.blockTokens();
    this.prefixes = new SessionPrefixes(blockTokens);
  }

  /** Makes the row a request of its own; without a time it arrives with the one before. */
  final void placeAlone(boolean timed) {
    timeGiven = timed;
    if (!timed) {
      untimed();
    }
    latestSeconds = seconds;
    latestPicos = picos;
    session = -1;
    turn = 0;
    previousRow = -1;
    delayPicos = 0;
    rowNumber++;
  }

  private void untimed() {
    remarks |= RowTally.UNTIMED;
    seconds = latestSeconds;
    picos = latestPicos;
  }

  /**
   * Makes the row the next turn of a session.
   *
   * @param pause picoseconds after the turn before; -1 for none given
   * @param newTokens whether the format counts new tokens only
   */
  final void placeTurn(int chain, boolean timed, long pause, boolean newTokens)
      throws TraceException {
    timeGiven = timed;
    boolean later = book.turns[chain] > 0;
    previousRow = -1;
    delayPicos = 0;
    if (later && (!timed || pause >= 0)) {
      long wait = Math.max(0, pause);
      if (!timed) {
        setTime(book.lastSeconds[chain], book.lastPicos[chain], wait);
      }
      waitFor(book.lastRow[chain], wait, options.turns());
    } else if (!timed) {
      untimed();
    } else if (later && options.turns() == Turns.AS_RECORDED) {
      remarks |= RowTally.TURN_AT_ITS_TIME;
    }
    if (!later) {
      latestSeconds = seconds;
      latestPicos = picos;
    }
    boolean adds =
        options.turnInput() == TurnInput.OF_FORMAT
            ? newTokens
            : options.turnInput() == TurnInput.NEW_TOKENS;
    if (adds && dropReason < 0) {
      addHistory(chain, later);
    }
    book.enter(this, chain, rowNumber++);
  }

  /** Makes the prompt whole: all earlier inputs and outputs and the new tokens. */
  private void addHistory(int chain, boolean later) throws TraceException {
    long whole = book.contextTokens[chain] + inputTokens;
    if (whole != (int) whole) {
      throw defect(line, inputField(), whole + " with its history", "is beyond 2147483647");
    }
    if (!later) {
      prefixes.remember(this, chain);
    } else if (inputTokens > 0) {
      inputTokens = (int) whole;
      prefixes.extend(this, chain);
    }
  }

  /** Tokens of a text by the stated estimate; without one text is refused. */
  final int tokensOf(String field, String text) throws TraceException {
    if (options.charactersPerToken() == 0) {
      throw defect(
          line,
          field,
          text,
          "is text, and a simulator needs lengths; state how many characters make a token:"
              + " --chars-per-token 4 for English");
    }
    return (int)
        Math.ceil(Math.min(Integer.MAX_VALUE, text.length() / options.charactersPerToken()));
  }

  /** How texts are counted, for people. */
  final String estimate() {
    return ", " + options.charactersPerToken() + " characters per token (estimate)";
  }

  @Override
  final boolean mayWait() {
    return true;
  }

  @Override
  final int blockTokens() {
    return blockTokens;
  }

  @Override
  final String timeField() {
    return "timestamp";
  }
}
