package dev.dryrack.workload.synthetic;

/** The prompts and outputs of one session, one after another. */
interface ContextScript {

  /** The prompt repeats that of the turn before. */
  int TURN_BEFORE = -1;

  /** Goes on to the next turn; false if there is none. */
  boolean next();

  /** Tokens of the prompt. */
  int inputTokens();

  /** Tokens of the output. */
  int outputTokens();

  /**
   * The prompt that this one repeats: {@link #TURN_BEFORE}, or the number of the stretch, from 0,
   * whose last prompt it is.
   */
  int basis();

  /** Tokens of the basis' beginning that are repeated, at most; what is behind them is new. */
  long repeatedTokens();

  /** Stands for a time that the load draws. */
  double DRAWN = -1;

  /** Time from the turn before to this one in open loop; {@link #DRAWN} where there is none. */
  default double gapSeconds() {
    return DRAWN;
  }

  /** The pause that is part of {@link #gapSeconds}. */
  default double pauseSeconds() {
    return DRAWN;
  }

  /** Number of the stretch that the turn belongs to, from 0: contexts grow within a stretch. */
  int stretch();
}
