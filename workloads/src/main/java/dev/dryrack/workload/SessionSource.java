package dev.dryrack.workload;

/**
 * A request source whose requests may share prompt prefixes and may wait for one another.
 *
 * <p><b>Order.</b> A request with {@link #previousRequest()} {@code >= 0} is closed-loop: it
 * arrives {@link #delayPicos()} after that request has finished, and its {@link #arrivalPicos()} is
 * only the nominal time of the trace. All others arrive at {@code arrivalPicos()}. Requests come in
 * order of nominal time, and a request always comes after the one it waits for.
 *
 * <p>The defaults describe requests without sessions and prefixes.
 *
 * <p><b>Prefix.</b> The prompt consists of blocks of {@link #blockTokens()} tokens, named by ids
 * that are equal exactly where the whole prompt up to and including that block is equal. Ids are
 * given as runs: {@code start, start+1, ..., start+count-1}. The last block of a prompt may be
 * partial: it exists where {@code prefixBlocks() * blockTokens() > inputTokens()}. Ids of different
 * sessions with session-local names never collide.
 */
public interface SessionSource extends RequestSource {

  /** Whether requests wait for others, and how early such a request may arrive. */
  enum Waiting {
    /** None waits: every request arrives at its time. */
    NEVER,
    /** Some wait; none can arrive before its nominal time, however fast the served system is. */
    FROM_NOMINAL_TIME,
    /** Some wait, and may arrive before their nominal times; a client must know all in advance. */
    ANY_TIME
  }

  /** Whether requests wait for others; {@link Waiting#NEVER} unless overridden. */
  default Waiting waiting() {
    return Waiting.NEVER;
  }

  /** Whether recorded distributions are drawn from, so that a seed changes what a trace yields. */
  default boolean isDrawn() {
    return false;
  }

  /** Whether the input has no times between sessions, so that the reader was told how far apart. */
  default boolean spacesSessions() {
    return false;
  }

  /** Whether a choice may matter to the input, as far as is known before the first request. */
  default boolean mayMatter(ReadingChoice choice) {
    return false;
  }

  /** Whether a choice mattered to a request read so far, or might have. */
  default boolean mattered(ReadingChoice choice) {
    return mayMatter(choice);
  }

  /** Dense number of the session, from 0 in order of appearance; -1 where the input has none. */
  default int sessionId() {
    return -1;
  }

  /** Turn within the session, from 0; 0 where there is no session. */
  default int turn() {
    return 0;
  }

  /** Ordinal (from 0, over emitted requests) of the request this one waits for; -1 if open-loop. */
  default long previousRequest() {
    return -1;
  }

  /** Pause between the end of {@link #previousRequest()} and this arrival; 0 if open-loop. */
  default long delayPicos() {
    return 0;
  }

  /**
   * Whether the input names blocks of prompts, known before the first request is read; {@link
   * #blockTokens()} then says their size with the first.
   */
  default boolean namesPrefixes() {
    return blockTokens() > 0;
  }

  /** Tokens per prefix block; 0 where the input says nothing about prefixes. */
  default int blockTokens() {
    return 0;
  }

  /** Number of runs of block ids of the current prompt. */
  default int prefixRuns() {
    return 0;
  }

  /** First block id of a run. */
  default long prefixRunStart(int run) {
    throw new IndexOutOfBoundsException(run);
  }

  /** Number of consecutive block ids of a run, at least 1. */
  default int prefixRunLength(int run) {
    throw new IndexOutOfBoundsException(run);
  }

  /** Number of block ids of the current prompt, over all runs. */
  default int prefixBlocks() {
    int blocks = 0;
    for (int run = 0; run < prefixRuns(); run++) {
      blocks += prefixRunLength(run);
    }
    return blocks;
  }
}
