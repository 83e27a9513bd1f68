package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One session under way, at one of its turns. Ordered by the time of that turn, then by number.
 *
 * <p>Block ids: the system prompts' are first, those of session n start at {@code (n + 1) << 32}.
 */
final class GeneratedSession implements Comparable<GeneratedSession> {

  private final SessionLoad load;
  private final int number;
  private final RandomStream stream;
  private final ContextScript script;

  /** Last prompt of each stretch that has ended. */
  private final List<BlockChain> ended = new ArrayList<>();

  private BlockChain chain = new BlockChain();
  private long nextBlock;
  private long picos;
  private long pausePicos;
  private int turn = -1;
  private int stretch;
  private long previousRequest = -1;
  private long lastRequest = -1;

  GeneratedSession(
      SessionLoad load,
      int number,
      int outline,
      int systemPrompt,
      long picos,
      RandomStream stream) {
    this.load = load;
    this.number = number;
    this.picos = picos;
    this.stream = stream;
    nextBlock = (number + 1L) << 32;
    script =
        load.contexts().script(outline, stream, load.outputTokens(), load.systemPrompts().tokens());
    long shared = load.systemPrompts().tokens() / load.blockTokens();
    chain.add(systemPrompt * shared, shared);
  }

  /** Goes on to the next turn; false if there is none. */
  boolean next() {
    if (!script.next()) {
      return false;
    }
    turn++;
    if (turn > 0) {
      boolean drawn = script.gapSeconds() == ContextScript.DRAWN;
      double pause = drawn ? load.thinkSeconds().sample(stream) : script.pauseSeconds();
      double service = drawn ? load.serviceSeconds().sample(stream) : script.gapSeconds() - pause;
      pausePicos = Math.round(pause * 1e12);
      // Beyond 106 days the sum turns negative, which the source refuses.
      picos += pausePicos + (load.closedLoop() ? 0 : Math.round(service * 1e12));
    }
    if (script.stretch() > stretch) {
      ended.add(new BlockChain(chain));
      stretch = script.stretch();
      if (script.basis() >= 0) {
        chain = new BlockChain(ended.get(script.basis()));
      }
    }
    long blocks = script.inputTokens() / load.blockTokens();
    chain.cut(Math.min(blocks, script.repeatedTokens() / load.blockTokens()));
    long added = blocks - chain.blocks();
    chain.add(nextBlock, added);
    nextBlock += Math.max(0, added);
    return true;
  }

  /** Notes that the turn is the request of an ordinal. */
  void emit(long ordinal) {
    previousRequest = lastRequest;
    lastRequest = ordinal;
  }

  int number() {
    return number;
  }

  int turn() {
    return Math.max(0, turn);
  }

  long picos() {
    return picos;
  }

  long pausePicos() {
    return pausePicos;
  }

  int inputTokens() {
    return script.inputTokens();
  }

  int outputTokens() {
    return script.outputTokens();
  }

  long previousRequest() {
    return previousRequest;
  }

  BlockChain chain() {
    return chain;
  }

  @Override
  public int compareTo(GeneratedSession other) {
    int byTime = Long.compare(picos, other.picos);
    return byTime != 0 ? byTime : Integer.compare(number, other.number);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return number;
  }
}
