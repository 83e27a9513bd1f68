package dev.dryrack.workload.trace;

import dev.dryrack.workload.TraceException;
import java.io.IOException;
import tools.jackson.core.JsonToken;

/**
 * Mooncake's JSON lines: {@code timestamp} in milliseconds, {@code input_length}, {@code
 * output_length} and {@code hash_ids} of blocks of 512 tokens, the last of which may be partial.
 *
 * <p>Source: kvcache-ai/Mooncake, FAST25-release/traces (Qin et al., FAST 2025).
 */
final class MooncakeRows extends JsonRows {

  private static final int FORMAT_BLOCK_TOKENS = 512;
  private static final int TIME = 1;
  private static final int INPUT = 2;
  private static final int OUTPUT = 4;
  private static final int BLOCKS = 8;

  private final int blockTokens;

  MooncakeRows(TraceInput input, int blockTokens) {
    super(input);
    this.blockTokens = blockTokens == 0 ? FORMAT_BLOCK_TOKENS : blockTokens;
  }

  @Override
  void readRow() throws IOException {
    int seen = 0;
    runs = 0;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      parser.nextToken();
      int which = fieldOf(field);
      if ((seen & which) != 0) {
        throw defect(line, field, shown(), "stands twice in the row; remove one");
      }
      seen |= which;
      switch (which) {
        case TIME -> readTime(field, -3);
        case INPUT -> inputTokens = readTokens(field);
        case OUTPUT -> outputTokens = readTokens(field);
        case BLOCKS -> readBlocks(field);
        default -> parser.skipChildren();
      }
    }
    require(seen, TIME, "timestamp");
    require(seen, INPUT, "input_length");
    require(seen, OUTPUT, "output_length");
    if ((seen & BLOCKS) != 0) {
      checkCoverage();
    }
  }

  private static int fieldOf(String name) {
    return switch (name) {
      case "timestamp" -> TIME;
      case "input_length" -> INPUT;
      case "output_length" -> OUTPUT;
      case "hash_ids" -> BLOCKS;
      default -> 0;
    };
  }

  private void require(int seen, int field, String name) throws TraceException {
    if ((seen & field) == 0) {
      throw missing(name);
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
              + " tokens; repair the row or give the trace's block size");
    }
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
    return "Mooncake trace";
  }
}
