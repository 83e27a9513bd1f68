package dev.dryrack.workload.trace;

import dev.dryrack.workload.ReadingChoice;
import dev.dryrack.workload.TraceException;
import java.io.IOException;
import java.util.Set;
import tools.jackson.core.JsonToken;

/**
 * Mooncake's JSON lines ({@code timestamp} in milliseconds, {@code input_length}, {@code
 * output_length} and {@code hash_ids} of blocks of 512 tokens, the last of which may be partial)
 * and AIPerf's superset of them with sessions and delays in milliseconds. In AIPerf's meaning the
 * input of a later turn is its new text only, and so are its block ids. A {@code text_input} is
 * counted by the stated characters per token.
 *
 * <p>{@code "whole_prompt": true}, our own addition, says that a session's row counts the whole
 * prompt.
 *
 * <p>Sources: kvcache-ai/Mooncake, FAST25-release/traces (Qin et al., FAST 2025); ai-dynamo/aiperf,
 * src/aiperf/dataset/loader/models.py (2026).
 */
final class MooncakeRows extends AiperfRows {

  private static final Set<String> FURTHER = Set.of("message_mode", "tools", "extra", "type");

  private static final int TIME = 1;
  private static final int INPUT = 2;
  private static final int OUTPUT = 4;
  private static final int BLOCKS = 8;
  private static final int SESSION = 16;
  private static final int DELAY = 32;
  private static final int TEXT = 64;
  private static final int WHOLE = 128;
  private static final int COUNTED_TEXT = 256;

  /** What only other formats have, whose times count in other units. */
  private static final int FOREIGN = 512;

  private int named;
  private String text = "";
  private long delay;
  private boolean anySession;
  private boolean anyText;

  MooncakeRows(TraceInput input, TraceOptions options) {
    super(input, options);
  }

  /** Whether a member stands in rows of this format, and of no other. */
  static boolean tellsFormat(String name) {
    return name.equals("input_length")
        || name.equals("text_input")
        || name.equals("messages")
        || name.equals("payload");
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
      case "text_input" -> COUNTED_TEXT;
      case "messages", "payload" -> TEXT;
      case "parent_chat_id", "arrival_s", "input_toks", "num_prefill_tokens" -> FOREIGN;
      default -> 0;
    };
  }

  @Override
  boolean isOfFormat(String name) {
    return FURTHER.contains(name);
  }

  @Override
  void read(int which, String field) throws IOException {
    switch (which) {
      case TIME -> readTime(field, -3);
      case INPUT -> inputTokens = readTokens(field);
      case OUTPUT -> outputTokens = readTokens(field);
      case BLOCKS -> readBlocks(field);
      case SESSION -> named = book.number(readString(field));
      case DELAY -> delay = readDuration(field, -3);
      case WHOLE -> readWhole(field);
      case FOREIGN ->
          throw defect(
              line, field, shown(), "is of another format than the rows above; split the file");
      case COUNTED_TEXT -> {
        inputTokens = tokensOf(field, readString(field));
        anyText = true;
      }
      default -> {
        text = field;
        parser.skipChildren();
      }
    }
  }

  private void readWhole(String field) throws TraceException {
    if (parser.currentToken() != JsonToken.VALUE_TRUE) {
      throw defect(line, field, shown(), "is not true; leave it out where lengths are new text");
    }
  }

  @Override
  void end(int seen) throws IOException {
    if ((seen & TEXT) != 0 && (seen & INPUT) == 0) {
      throw defect(
          line,
          text,
          "{...}",
          "is a chat, and a simulator needs lengths: input_length is missing. Count the tokens of "
              + text
              + " with the model's tokenizer and give them as input_length, or give its text as"
              + " text_input");
    }
    if ((seen & (INPUT | COUNTED_TEXT)) == (INPUT | COUNTED_TEXT)) {
      throw defect(line, "text_input", "", "stands beside input_length; remove one of them");
    }
    require(seen, INPUT | COUNTED_TEXT, "input_length");
    if ((seen & OUTPUT) == 0) {
      outputTokens = 0;
      dropReason = RowTally.NO_OUTPUT_LENGTH;
    }
    if ((seen & BLOCKS) != 0) {
      checkBlocks(blockTokens());
    }
    boolean timed = (seen & TIME) != 0;
    if ((seen & SESSION) == 0) {
      if ((seen & DELAY) != 0 && delay > 0) {
        unknown.note("delay (without session_id)");
      }
      placeAlone(timed);
    } else {
      anySession = true;
      placeTurn(named, timed, (seen & DELAY) == 0 ? -1 : delay, (seen & WHOLE) == 0);
    }
  }

  @Override
  boolean mayMatter(ReadingChoice choice) {
    return true;
  }

  @Override
  boolean mattered(ReadingChoice choice) {
    return switch (choice) {
      case SPEED -> true;
      case CHARACTERS_PER_TOKEN -> anyText;
      case TURN_INPUT -> anySession;
      default -> false;
    };
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
    String title = anySession ? "AIPerf trace with sessions" : "Mooncake trace";
    return anyText ? title + estimate() : title;
  }
}
