package dev.dryrack.workload.synthetic;

import dev.dryrack.sim.random.RandomStream;

/** How the context of a session grows, turn by turn. */
public sealed interface SessionContexts permits DrawnContexts, SketchedContexts {

  /** Mean number of turns of a session. */
  double meanTurns();

  /**
   * The contexts of one session.
   *
   * @param outline which of the {@link #outlines} it follows
   * @param stream of the session's own
   * @param outputs output lengths
   * @param systemTokens length of the system prompt before the first prompt
   */
  ContextScript script(int outline, RandomStream stream, Quantiles outputs, int systemTokens);

  /** Number of outlines, of which sessions follow one each: all, before any comes again. */
  default int outlines() {
    return 1;
  }

  /** Whether anything of them is drawn at random. */
  boolean draws();
}
