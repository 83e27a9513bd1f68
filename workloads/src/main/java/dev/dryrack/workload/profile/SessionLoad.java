package dev.dryrack.workload.profile;

/**
 * A load of conversations: multi-turn chat, agents that call tools, users of a few system prompts.
 *
 * <p>A session starts with a prompt; each later turn's prompt is the whole context before it, the
 * output of the turn before included, and new tokens. A turn may instead reset the context to its
 * beginning and new tokens, as agents do when they compact it.
 *
 * @param sessionArrivals when sessions start
 * @param turns requests of a session, at least 1
 * @param firstTokens tokens of the first prompt behind the system prompt
 * @param newTokens tokens that a later turn adds to the context
 * @param outputTokens output lengths
 * @param thinkSeconds pause between the end of a turn and the next: tool calls, or a person reading
 * @param resetFraction fraction of later turns that reset the context to the first prompt
 * @param systemPrompts number of different system prompts; each session has one, drawn uniformly
 * @param systemTokens length of a system prompt; 0 for none
 * @param blockTokens tokens per prefix block
 * @param closedLoop true if a turn waits for the end of the one before; false if it comes a pause
 *     after its arrival, however slow the served system is
 */
public record SessionLoad(
    ArrivalProfile sessionArrivals,
    QuantileTable turns,
    QuantileTable firstTokens,
    QuantileTable newTokens,
    QuantileTable outputTokens,
    QuantileTable thinkSeconds,
    double resetFraction,
    int systemPrompts,
    int systemTokens,
    int blockTokens,
    boolean closedLoop) {

  public SessionLoad {
    require(turns.value(0) >= 1 && turns.at(1) <= 1e6, "turns", "within 1 to 1000000");
    require(firstTokens.value(0) >= 1, "firstTokens", "at least 1");
    require(newTokens.value(0) >= 0, "newTokens", "at least 0");
    require(outputTokens.value(0) >= 1, "outputTokens", "at least 1");
    require(thinkSeconds.value(0) >= 0, "thinkSeconds", "at least 0");
    require(resetFraction >= 0 && resetFraction <= 1, "resetFraction", "within 0 to 1");
    require(systemPrompts >= 1, "systemPrompts", "at least 1");
    require(systemTokens >= 0, "systemTokens", "at least 0");
    require(blockTokens >= 1, "blockTokens", "at least 1");
  }

  private static void require(boolean holds, String name, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + allowed);
    }
  }
}
