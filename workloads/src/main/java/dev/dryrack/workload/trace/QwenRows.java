package dev.dryrack.workload.trace;

import java.io.IOException;
import java.util.Set;

/**
 * Qwen-Bailian's JSON lines: {@code timestamp} in seconds, {@code chat_id} and {@code
 * parent_chat_id} (-1 for a root), whole prompt lengths, and {@code hash_ids} of blocks of 16
 * tokens. All requests arrive at their times; a session is a chain of parents. A parent outside the
 * file begins a session of its own and is remarked.
 *
 * <p>Source: alibaba-edu/qwen-bailian-usagetraces-anon, README (2025).
 */
final class QwenRows extends JsonRows {

  private static final Set<String> FURTHER = Set.of("type", "turn");

  private static final int FORMAT_BLOCK_TOKENS = 16;
  private static final int TIME = 1;
  private static final int INPUT = 2;
  private static final int OUTPUT = 4;
  private static final int BLOCKS = 8;
  private static final int CHAT = 16;
  private static final int PARENT = 32;

  private final int blockTokens;
  private final SessionBook book = new SessionBook();
  private String chat = "";
  private String parent = "";

  QwenRows(TraceInput input, int blockTokens) {
    super(input);
    this.blockTokens = blockTokens == 0 ? FORMAT_BLOCK_TOKENS : blockTokens;
  }

  @Override
  int fieldOf(String name) {
    return switch (name) {
      case "timestamp" -> TIME;
      case "input_length" -> INPUT;
      case "output_length" -> OUTPUT;
      case "hash_ids" -> BLOCKS;
      case "chat_id" -> CHAT;
      case "parent_chat_id" -> PARENT;
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
      case TIME -> readTime(field, 0);
      case INPUT -> inputTokens = readTokens(field);
      case OUTPUT -> outputTokens = readTokens(field);
      case BLOCKS -> readBlocks(field);
      case CHAT -> chat = readText(field);
      default -> parent = readText(field);
    }
  }

  @Override
  void end(int seen) throws IOException {
    require(seen, TIME, "timestamp");
    require(seen, INPUT, "input_length");
    require(seen, OUTPUT, "output_length");
    require(seen, CHAT, "chat_id");
    require(seen, PARENT, "parent_chat_id");
    if ((seen & BLOCKS) != 0) {
      checkBlocks(blockTokens);
    }
    if (book.known(chat) >= 0) {
      throw defect(
          line,
          "chat_id",
          chat,
          "is that of a request above, but names one request; repair or remove the row");
    }
    if (parent.equals(chat)) {
      throw defect(
          line, "parent_chat_id", parent, "is the request itself; repair it, -1 is for none");
    }
    int chain = parent.equals("-1") ? -1 : book.known(parent);
    if (chain < 0) {
      remarks = parent.equals("-1") ? 0 : RowTally.PARENT_UNKNOWN;
      chain = book.anonymous();
    }
    book.alias(chat, chain);
    book.enter(this, chain, -1);
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
    return "Qwen-Bailian trace";
  }
}
