package dev.dryrack.workload.transform;

import dev.dryrack.workload.SessionSource;

/**
 * Qwen-Bailian's JSON lines: chains of parents at their times, and blocks of 16 tokens, into which
 * larger ones are split. Blocks whose size is no multiple of 16, and those with ids too large to
 * split, are lost.
 */
final class BailianWriter extends RowWriter {

  private static final int BLOCK_TOKENS = 16;

  BailianWriter(SessionSource source, StringBuilder text) {
    super(source, text);
  }

  @Override
  void row() {
    int session = source.sessionId();
    long parent = session < 0 ? -1 : replaceLast(session);
    text.append("{\"chat_id\": ").append(rows);
    text.append(", \"parent_chat_id\": ").append(parent);
    text.append(", \"timestamp\": ");
    time(source.arrivalPicos(), PICOS_PER_SECOND, 1);
    lengths(source.inputTokens());
    text.append(", \"type\": \"text\", \"turn\": ").append(source.turn() + 1);
    openedTurns += source.previousRequest() >= 0 ? 1 : 0;
    if (source.prefixRuns() > 0) {
      long parts = source.blockTokens() / BLOCK_TOKENS;
      if (canSplit(parts)) {
        blocks(parts, (source.inputTokens() + BLOCK_TOKENS - 1L) / BLOCK_TOKENS);
      } else {
        lostPrefixes++;
      }
    }
    text.append("}\n");
  }

  private boolean canSplit(long parts) {
    if (parts == 0 || source.blockTokens() % BLOCK_TOKENS != 0) {
      return false;
    }
    long whole = source.inputTokens() / BLOCK_TOKENS;
    for (int run = 0; run < source.prefixRuns(); run++) {
      long end = source.prefixRunStart(run) + source.prefixRunLength(run);
      if (source.prefixRunStart(run) < 0 || end > Long.MAX_VALUE / parts) {
        return false;
      }
    }
    // Blocks that leave out a partial last one of theirs may leave out several of ours.
    return source.prefixBlocks() * parts >= whole;
  }
}
