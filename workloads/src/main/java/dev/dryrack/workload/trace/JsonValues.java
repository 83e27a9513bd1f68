package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * The values of rows of JSON: lengths, times, pauses and block ids, each checked where it stands.
 */
abstract class JsonValues extends TraceRows {

  /** Most requests or turns of a row: the longest agentic sessions known have some thousands. */
  private static final int MAX_PARTS = 1 << 16;

  /** Most runs of block ids of a row. */
  private static final int MAX_RUNS = 1 << 20;

  /** Most characters of a text: far above any prompt, far below what memory bears. */
  private static final int MAX_TEXT = 1 << 22;

  private static final int MAX_NESTING = 64;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // refused where a number is read
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_TEXT)
                  .maxNestingDepth(MAX_NESTING)
                  .build())
          .build();

  private final byte[] number = new byte[128];
  private TraceInput input;
  final Decimals decimals = new Decimals();
  JsonParser parser;

  JsonValues(TraceInput input) {
    this.input = input;
    this.parser = parserOf(input);
  }

  private JsonParser parserOf(TraceInput from) {
    return FACTORY.createParser(ObjectReadContext.empty(), from.asStream(this::currentLine));
  }

  /** Goes on with another file, where this one has ended. */
  final void continueWith(TraceInput next) throws IOException {
    parser.close();
    input.close();
    input = next;
    line = 0;
    parser = parserOf(next);
  }

  private long currentLine() {
    return parser == null ? 1 : Math.max(1, parser.currentLocation().getLineNr());
  }

  /** Refuses input that goes on for more bytes than this from here on, but for what is buffered. */
  final void limitBytes(long bytes) {
    input.limitStream(bytes);
  }

  /** Notes a member within a row; refuses one that stands there twice. */
  final int once(int seen, int which, String field) throws TraceException {
    if ((seen & which) != 0) {
      throw defect(line, field, shown(), "stands twice in one object; remove one");
    }
    return seen | which;
  }

  /** Refuses a row of more parts than any real one has and memory should bear. */
  final void requireFew(int parts, String field) throws TraceException {
    if (parts > MAX_PARTS) {
      throw defect(
          line, field, "", "are more than " + MAX_PARTS + " in one object; this is no trace");
    }
  }

  /** Refuses a row of more runs of block ids than memory should bear. */
  final void requireFewRuns(long count, String field) throws TraceException {
    if (count > MAX_RUNS) {
      throw defect(
          line, field, "", "have more than " + MAX_RUNS + " runs of block ids; this is no trace");
    }
  }

  final String shown() {
    return TraceInput.printable(String.valueOf(parser.getString()), 40);
  }

  /** Reads the string, or the number as text, at the cursor. */
  final String readText(String field) throws TraceException {
    if (!parser.currentToken().isScalarValue() || parser.currentToken() == JsonToken.VALUE_NULL) {
      throw defect(line, field, shown(), "is neither text nor a number; repair or remove the row");
    }
    return parser.getString();
  }

  /** Reads the string at the cursor. */
  final String readString(String field) throws TraceException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw defect(line, field, shown(), "is not a string; repair or remove the row");
    }
    return parser.getString();
  }

  /** Parses the number at the cursor into {@link #decimals}. */
  final void readNumber(String field) throws TraceException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      int length = parser.getStringLength();
      if (length <= number.length) {
        char[] text = parser.getStringCharacters();
        int offset = parser.getStringOffset();
        for (int i = 0; i < length; i++) {
          number[i] = (byte) text[offset + i];
        }
        if (decimals.parse(number, 0, length)) {
          return;
        }
      }
    }
    throw defect(line, field, shown(), "is not a number; repair or remove the row");
  }

  /** Reads the number of tokens at the cursor. */
  final int readTokens(String field) throws TraceException {
    readNumber(field);
    if (decimals.isHuge()
        || (decimals.isWhole() && decimals.wholeValue() != (int) decimals.wholeValue())) {
      throw defect(
          line, field, shown(), "is more tokens than 2147483647; repair or remove the row");
    }
    if (!decimals.isWhole()) {
      throw defect(
          line, field, shown(), "is not a whole number of tokens; repair or remove the row");
    }
    return (int) decimals.wholeValue();
  }

  /** Reads the time at the cursor, counted in {@code 10^unit} seconds, into the row. */
  final void readTime(String field, int unit) throws TraceException {
    readNumber(field);
    if (!decimals.toTime(unit)) {
      throw defect(line, field, shown(), "is too large for a time; repair or remove the row");
    }
    if (decimals.seconds() < 0) {
      throw defect(line, field, shown(), "is a time before 0; repair or remove the row");
    }
    seconds = decimals.seconds();
    picos = decimals.picos();
  }

  /** Reads a duration counted in {@code 10^unit} seconds, not negative, as picoseconds. */
  final long readDuration(String field, int unit) throws TraceException {
    readNumber(field);
    if (!decimals.toTime(unit)
        || decimals.seconds() < 0
        || decimals.seconds() > Long.MAX_VALUE / Decimals.PICOS_PER_SECOND - 1) {
      throw defect(line, field, shown(), "is not a duration of 0 to 106 days; repair the row");
    }
    return decimals.seconds() * Decimals.PICOS_PER_SECOND + decimals.picos();
  }

  /** Puts the row a while after another time. */
  final void setTime(long afterSeconds, long afterPicos, long delay) {
    long sum = afterPicos + delay % Decimals.PICOS_PER_SECOND;
    seconds = afterSeconds + delay / Decimals.PICOS_PER_SECOND + sum / Decimals.PICOS_PER_SECOND;
    picos = sum % Decimals.PICOS_PER_SECOND;
  }

  /** Reads the array of block ids at the cursor into runs. */
  final void readBlocks(String field) throws TraceException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw defect(line, field, shown(), "is not an array of block ids; repair or remove the row");
    }
    JsonToken token;
    while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
      if (token != JsonToken.VALUE_NUMBER_INT) {
        throw defect(
            line, field, shown(), "is not a whole number as block ids are; repair the row");
      }
      long id = readLong(field);
      if (id < 0) {
        throw defect(line, field, shown(), "is negative, which no block id is; repair the row");
      }
      addBlock(id);
      checkRuns(field);
    }
  }

  /** Reads the array of {@code [start, count]} at the cursor into runs. */
  final void readRuns(String field) throws TraceException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw defect(line, field, shown(), "is not an array of [start, count]");
    }
    JsonToken token;
    while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
      if (token != JsonToken.START_ARRAY) {
        throw notRun(field);
      }
      long start = readRunMember(field);
      long count = readRunMember(field);
      if (parser.nextToken() != JsonToken.END_ARRAY
          || start < 0
          || count < 1
          || count != (int) count) {
        throw notRun(field);
      }
      addRun(start, (int) count);
      checkRuns(field);
    }
  }

  private void checkRuns(String field) throws TraceException {
    if (runs > MAX_RUNS) {
      throw defect(
          line,
          field,
          shown(),
          "is one of more than " + MAX_RUNS + " scattered ids; repair the row");
    }
  }

  private long readLong(String field) throws TraceException {
    try {
      return parser.getLongValue();
    } catch (InputCoercionException e) {
      throw defect(
          line, field, shown(), "is beyond " + Long.MAX_VALUE + "; number blocks from 0 on");
    }
  }

  private long readRunMember(String field) throws TraceException {
    if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw notRun(field);
    }
    return readLong(field);
  }

  private TraceException notRun(String field) {
    return defect(line, field, shown(), "is not a run [start, count]; repair or remove the row");
  }

  /** Block ids must cover the prompt, but for a partial last block that may be left out. */
  final void checkBlocks(int blockTokens) throws TraceException {
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
              + " tokens; repair the row, or state the size of blocks with --trace-block-size");
    }
  }

  final TraceException broken(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    long where = at == null || at.getLineNr() < 1 ? Math.max(1, line) : at.getLineNr();
    String column = at == null || at.getColumnNr() < 1 ? "" : " (column " + at.getColumnNr() + ")";
    if (e instanceof UnexpectedEndOfInputException) {
      return new TraceException(
          input.name()
              + ":"
              + where
              + ": the file ends within this row"
              + column
              + "; copy it again or remove the row",
          e);
    }
    return new TraceException(
        input.name()
            + ":"
            + where
            + ": not valid JSON"
            + column
            + ": "
            + TraceInput.printable(inWords(firstSentence(e.getOriginalMessage())), 160)
            + "; repair or remove the row",
        e);
  }

  private static String inWords(String message) {
    if (message.startsWith("String value length")) {
      return "a text is longer than " + MAX_TEXT + " characters";
    }
    if (!message.startsWith("Illegal unquoted character")) {
      return message;
    }
    return message.contains("code 10)") || message.contains("code 13)")
        ? "the line ends within a text, so the row is cut off"
        : "a control character stands within a text";
  }

  private static String firstSentence(String message) {
    int end = message.indexOf('\n');
    String first = end < 0 ? message : message.substring(0, end);
    return first.replaceAll(", from `[^`]*`", "");
  }

  final TraceException missing(String field) {
    return input.defect(
        line, field + " is missing in this row; every row of this format has it: " + format());
  }

  @Override
  TraceException defect(long row, String field, String value, String message) {
    return input.defect(row, field, value, message);
  }

  @Override
  public void close() throws IOException {
    parser.close();
    input.close();
  }
}
