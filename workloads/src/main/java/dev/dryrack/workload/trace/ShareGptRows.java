package dev.dryrack.workload.trace;

import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.TraceException;
import dev.dryrack.workload.trace.TraceOptions.Turns;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import tools.jackson.core.JsonToken;

/**
 * ShareGPT conversations: an array, or lines, of {@code {"id", "conversations": [{"from", "value"},
 * ...]}}. A turn has as many tokens as its {@code num_tokens} says, a member that tools such as
 * LMCache's multi-round benchmark add; without one its text is turned into tokens by a stated
 * number of characters per token, rounded up. Each answer is a request whose prompt is all text
 * before it; the turns of a conversation follow one another without pause, and conversations have
 * no times. A conversation without an answer is dropped; text after the last answer is not used.
 *
 * <p>Source: anon8231489123/ShareGPT_Vicuna_unfiltered as read by vllm/benchmarks/datasets.py
 * (2026).
 */
final class ShareGptRows extends JsonRows {

  private static final Set<String> FURTHER = Set.of("id", "model", "items", "text", "markdown");

  private static final Set<String> ANSWERING =
      Set.of("gpt", "assistant", "chatgpt", "bing", "bard");

  private static final Set<String> ASKING =
      Set.of("human", "user", "system", "tool", "function", "observation");

  private static final int CONVERSATION = 1;
  private static final int FROM = 2;
  private static final int VALUE = 4;
  private static final int COUNT = 8;

  private final double charactersPerToken;
  private final Turns arrivals;
  private final SessionBook book = new SessionBook();
  private long rowNumber;
  private boolean anyText;
  private int answers;
  private int taken;
  private int[] prompts = new int[8];
  private int[] replies = new int[8];

  ShareGptRows(TraceInput input, TraceOptions options) {
    super(input);
    charactersPerToken = options.charactersPerToken();
    arrivals = options.turns();
  }

  @Override
  int fieldOf(String name) {
    return name.equals("conversations") ? CONVERSATION : 0;
  }

  @Override
  void begin() throws TraceException {
    super.begin();
    answers = 0;
    taken = 0;
  }

  @Override
  boolean isOfFormat(String name) {
    return FURTHER.contains(name);
  }

  @Override
  void read(int which, String field) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw defect(line, field, shown(), "is not an array of turns; repair or remove the row");
    }
    long before = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw defect(line, field, shown(), "is not a turn; repair or remove the row");
      }
      before = readTurn(before);
    }
  }

  private long readTurn(long before) throws IOException {
    boolean answer = false;
    long characters = -1;
    long count = -1;
    int seen = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case "from" -> {
          seen = once(seen, FROM, field);
          answer = isAnswer(readString(field));
        }
        case "value" -> {
          seen = once(seen, VALUE, field);
          characters = readString(field).length();
        }
        case "num_tokens" -> {
          seen = once(seen, COUNT, field);
          count = readCount(field);
        }
        default -> passOver(field);
      }
    }
    require(seen, FROM, "conversations.from");
    require(seen, VALUE | COUNT, "conversations.value (or num_tokens)");
    long tokens = count >= 0 ? count : estimated(characters);
    if (before + tokens > Integer.MAX_VALUE) {
      throw defect(line, "conversations", before + tokens + " tokens", "is beyond 2147483647");
    }
    if (answer && before > 0) {
      if (answers == prompts.length) {
        prompts = Arrays.copyOf(prompts, answers * 2);
        replies = Arrays.copyOf(replies, answers * 2);
      }
      prompts[answers] = (int) before;
      replies[answers++] = (int) tokens;
      requireFew(answers, "conversations");
    }
    return before + tokens;
  }

  private int readCount(String field) throws TraceException {
    int tokens = readTokens(field);
    if (tokens < 0) {
      throw defect(line, field, shown(), "is negative; repair the turn or remove its count");
    }
    return tokens;
  }

  private long estimated(long characters) throws TraceException {
    if (charactersPerToken == 0) {
      throw defect(
          line,
          "conversations.value",
          characters + " characters",
          "are text, and a simulator needs lengths; give num_tokens beside each value, or state how"
              + " many characters make a token: --chars-per-token 4 for English");
    }
    anyText = true;
    return (long) Math.ceil(characters / charactersPerToken);
  }

  /** Whether a speaker is the model; one that is not known counts as the user's, remarked. */
  private boolean isAnswer(String speaker) {
    if (ANSWERING.contains(speaker)) {
      return true;
    }
    if (!ASKING.contains(speaker)) {
      unknown.note("from=" + speaker);
    }
    return false;
  }

  @Override
  void end(int seen) throws TraceException {
    require(seen, CONVERSATION, "conversations");
    seconds = 0;
    picos = 0;
    previousRow = -1;
    delayPicos = 0;
    if (answers == 0) {
      dropReason = RowTally.NO_ANSWER;
      inputTokens = 0;
      outputTokens = 0;
      session = -1;
      turn = 0;
      rowNumber++;
      return;
    }
    remarks = RowTally.UNTIMED;
    takeTurn(book.anonymous());
  }

  @Override
  boolean more() {
    if (taken >= answers) {
      return false;
    }
    remarks = arrivals == Turns.OPEN_LOOP ? RowTally.UNTIMED : 0;
    waitFor(book.lastRow[session], 0, arrivals);
    takeTurn(session);
    return true;
  }

  private void takeTurn(int chain) {
    inputTokens = prompts[taken];
    outputTokens = replies[taken++];
    book.enter(this, chain, rowNumber++);
  }

  @Override
  boolean mayWait() {
    return true;
  }

  @Override
  String timeField() {
    return "(no time)";
  }

  @Override
  boolean mayMatter(ReadingChoice choice) {
    return choice == ReadingChoice.CHARACTERS_PER_TOKEN;
  }

  @Override
  boolean mattered(ReadingChoice choice) {
    return mayMatter(choice) && anyText;
  }

  @Override
  String inputField() {
    return "prompt";
  }

  @Override
  String outputField() {
    return "answer";
  }

  @Override
  String format() {
    return anyText
        ? "ShareGPT conversations, " + charactersPerToken + " characters per token (estimate)"
        : "ShareGPT conversations, given counts of tokens";
  }
}
